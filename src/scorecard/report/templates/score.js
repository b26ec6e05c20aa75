"use strict";
/**
 * The score of some claims: mean credit and its 95 % interval, as `scorecard.scoring` computes them.
 * The interval is a quantile of the mean credit under Dirichlet shares with one more verdict of the lowest
 * and of the highest credit; the number of claims is divided by the design effect of those of one item, whose
 * verdicts are as alike as in all claims.
 */
const scoreOf = (credits, items, correlation) => {
  if (!credits.length) return null;
  const worths = [...new Set([0, 1, ...credits])].sort();
  const effect = designEffect(items, correlation);
  const counts = worths.map((worth) => credits.filter((one) => one === worth).length / effect);
  const mixtures = [0, worths.length - 1].map((more) => counts.map((n, place) => n + (place === more)));
  const below = (value) =>
    mixtures.reduce((sum, shapes) => sum + meanCreditBelow(value, shapes, worths) / 2, 0);
  // Halving finds the place; then the chord does, where an end that stays counts half as much each time (Illinois).
  const quantile = (probability) => {
    const [low, high] = [{ at: 0, off: -probability }, { at: 1, off: 1 - probability }];
    let [at, off, replaced] = [0, 1, null];
    for (let step = 0; step < 60 && Math.abs(off) > 1e-10; step += 1) {
      at = step < 10 ? (low.at + high.at) / 2 : (low.at * high.off - high.at * low.off) / (high.off - low.off);
      off = below(at) - probability;
      const [end, other] = off < 0 ? [low, high] : [high, low];
      if (end === replaced) other.off /= 2;
      Object.assign(end, { at, off });
      replaced = end;
    }
    return Number(at.toFixed(8)); // the digits that are certain, so that a half is one as in Python
  };
  const sum = credits.reduce((total, one) => total + one, 0);
  return {
    accuracy: sum / credits.length,
    low: sum === 0 ? 0 : quantile(0.025),
    high: sum === credits.length ? 1 : quantile(0.975),
  };
};

/** The factor by which claims that share an item inflate the variance of the mean; at least 1. */
const designEffect = (items, correlation) => {
  const sizes = new Map();
  items.forEach((item) => sizes.set(item, (sizes.get(item) ?? 0) + 1));
  const usual = [...sizes.values()].reduce((total, n) => total + n ** 2, 0) / items.length;
  return 1 + (usual - 1) * correlation;
};

/** The probability that the mean credit is at most a value, by one integral around the saddle point. */
const meanCreditBelow = (value, shapes, worths) => {
  let weights = worths.map((worth, place) => (shapes[place] > 0 ? worth - value : 0));
  const isBelowMean = shapes.reduce((sum, shape, place) => sum + shape * weights[place], 0) > 0;
  if (isBelowMean) weights = weights.map((one) => -one);
  const largest = Math.max(...weights);
  const tail = largest > 0 ? upperTail(weights.map((one) => one / largest), shapes) : 0;
  return isBelowMean ? tail : 1 - tail;
};

const upperTail = (weights, shapes) => {
  let [low, high] = [0, 1];
  for (let step = 0; step < 24; step += 1) {
    const middle = (low + high) / 2;
    const slope = weights.reduce((sum, weight, place) => sum + (shapes[place] * weight) / (1 - weight * middle), -1 / middle);
    if (slope < 0) low = middle;
    else high = middle;
  }
  const saddle = (low + high) / 2;
  const ratios = weights.map((weight) => weight / (1 - weight * saddle));
  const scale = Math.sqrt(shapes.reduce((sum, shape, place) => sum + shape * ratios[place] ** 2, saddle ** -2));
  let [inner, first] = [0, 0];
  for (let node = 0; node < 12.5; node += 0.0625) {
    const height = Math.sinh(node) / scale;
    // The logarithm of a complex number, its real and its imaginary part.
    let real = -Math.log(Math.hypot(saddle, height));
    let imaginary = -Math.atan2(height, saddle);
    weights.forEach((weight, place) => {
      real -= shapes[place] * Math.log(Math.hypot(1 - weight * saddle, weight * height));
      imaginary -= shapes[place] * Math.atan2(-weight * height, 1 - weight * saddle);
    });
    if (node === 0) first = real;
    if (real < first - 50) break; // what follows adds nothing to a sum of doubles
    inner += Math.exp(real) * Math.cos(imaginary) * 0.0625 * Math.cosh(node) * (node > 0 ? 1 : 0.5);
  }
  return Math.min(1, Math.max(0, inner / scale / Math.PI));
};

/** A share in per cent without a decimal; a half goes to the even neighbor, as Python does it. */
const percent = (share) => {
  const [value, whole] = [100 * share, Math.floor(100 * share)];
  return value - whole === 0.5 ? whole + (whole % 2) : Math.round(value);
};
