// The page of the meeting: shows what the records hold, sends decisions, keeps nothing but drafts. Its texts, and the
// verdicts with their labels, marks and keys, come from the server.
"use strict";

const EVERY_MS = 2000, LARGEST_BODY = 64000; // bytes, as the server has it
// what people type around a name, and between two: quotes, stops, commas and semicolons, those of Chinese too
const AROUND_NAME = /^[\s,;\u2018-\u201d\u3001\u3002\u300c\u300d\uff0c\uff1b]+|[\s,;\u2018-\u201d\u3001\u3002\u300c\u300d\uff0c\uff1b]+$/g;
const BETWEEN_NAMES = /[,;\u3001\uff0c\uff1b]/;
const PARTS = ["held", "missed", "early_because"], ASKED = [...PARTS, "occurred_on"];
const FIELDS = { "why-zh": "zh", "why-en": "en", ...Object.fromEntries(ASKED.map((name) => [name, name])) };

const at = (id) => document.getElementById(id);
const languageKey = `language ${location.pathname}`;
let state = null, tag = null, index = 0, language = sessionStorage.getItem(languageKey) || (document.documentElement.lang === "en" ? "en" : "zh");
let shown = { ratings: false, desk: false }, isStopped = false, isSure = false, isHowAsked = false;
let isAnonymous = sessionStorage.getItem("anonymous") === "yes", filter = "filter_all", nKeys = 0, command = "";
let all = [], isConsentShown = false, isTaking = false, consentMessage = "";
let clock = JSON.parse(sessionStorage.getItem("clock") || "null") || { total: 0, claim: 0, isRunning: true };

const PAGE = JSON.parse(at("texts").textContent);
// A text of the records is plain or in both languages.
const read = (held) => (held && typeof held === "object" ? held[language] : held || "");
const sides = (held) => (held && typeof held === "object" ? held : { zh: held || "", en: "" });
const text = (name) => read(PAGE.texts[name]);
const labeled = (label, value) => `${label}${text("colon")}${value}`;
const joined = (...parts) => parts.filter(Boolean).join(text("comma"));
const bracketed = (content) => text("brackets").replace("…", () => content);
const current = () => state.claims[index];
// A claim that is given another id is still the same.
const isNow = (id) => (one) => one.id === id || one.formerly.includes(id);
const claimOf = (id) => [...all, ...state.claims].find(isNow(id));
const isLocked = () => state.is_closed || !current() || Boolean(current().isLost);
const nameOf = (id) => read(state.names[id]) || id;

// What is said about a claim belongs to it, wherever the page is when the answer comes.
const messages = {};
const tell = (content) => {
  if (current()) messages[current().id] = content;
};

// An element that holds a text, another element, or several of both.
function element(name, content, attributes = {}) {
  const made = document.createElement(name);
  made.append(...[content].flat());
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function button(content, act, attributes = {}) {
  const made = element("button", content, { type: "button", ...attributes });
  made.addEventListener("click", act);
  return made;
}

// A part of the page is drawn again only where it changed: a click is lost on a button that is replaced under it.
const drawn = new WeakMap();
function draw(parent, ...parts) {
  const looks = parts.map((part) => part.outerHTML || part).join("");
  if (drawn.get(parent) === looks) return;
  drawn.set(parent, looks);
  parent.replaceChildren(...parts);
}
const drawButton = (id, key, label) => draw(at(id), element("kbd", key), label);

function verdictLabel(value) {
  const verdict = state.verdicts.find((one) => one.value === value);
  return `${verdict.mark} ${read(verdict.label)}`;
}

// The decision, and after it the verdict that somebody gave since and that counts in its place.
function outcome({ decision, after }) {
  const label = verdictLabel(decision.verdict);
  return after ? `${label} → ${verdictLabel(after.verdict)}${bracketed(joined(nameOf(after.by), after.judged_on))}` : `${label} ✓`;
}

// Drafts: what was chosen and typed but not saved. A window keeps its own, and they outlive a reload. A copy outlives
// the program: a page of a later run, which has another path on the same port, takes over what is there.
const draftKey = (id) => `draft ${state.name} ${id}`;

function draftOf(claim) {
  const kept = JSON.parse(sessionStorage.getItem(draftKey(claim.id)) || "null");
  if (kept) return kept;
  const given = claim.decision;
  const { zh, en } = sides(given && given.why);
  const asked = Object.fromEntries(ASKED.map((name) => [name, given ? read(given[name]) : ""]));
  return { version: claim.version, verdict: given ? given.verdict : null, how: wayOf(given), zh, en, ...asked, isDirty: false };
}

// The way of a decision that is kept when it is saved again. A consensus is not: a rater may differ by now, and then
// the page asks; a list taken by consent is no way to decide about one claim.
const wayOf = (given) => (given && given.how !== "consensus" && state.ways.some((one) => one.value === given.how) ? given.how : null);

// The day on which a claim came true: one that was typed stays, one on record goes with its verdict alone.
function dayFor(verdict, claim) {
  const typed = draftOf(claim).occurred_on, held = [claim.decision, claim.before].filter(Boolean);
  if (typed && held.every((one) => one.occurred_on !== typed)) return typed;
  const same = held.find((one) => one.verdict === verdict);
  return (same && same.occurred_on) || "";
}

function keepDraft(change, claim = current()) {
  const draft = { ...draftOf(claim), ...change, isDirty: true };
  sessionStorage.setItem(draftKey(claim.id), JSON.stringify(draft));
  localStorage.setItem(draftKey(claim.id), JSON.stringify({ page: location.pathname, draft }));
  return draft;
}

function dropDraft(id) {
  sessionStorage.removeItem(draftKey(id));
  localStorage.removeItem(draftKey(id));
}

// A claim with another id keeps its draft.
function moveDrafts() {
  for (const { id, formerly } of state.claims) for (const old of formerly) for (const kept of [sessionStorage, localStorage]) {
    const draft = kept.getItem(draftKey(old));
    if (draft) kept.setItem(draftKey(id), draft);
    kept.removeItem(draftKey(old));
  }
}

function adoptDrafts() {
  for (const { id } of state.claims) {
    if (state.is_closed) dropDraft(id);
    const left = JSON.parse(localStorage.getItem(draftKey(id)) || "null");
    if (left && left.page !== location.pathname && !sessionStorage.getItem(draftKey(id))) {
      sessionStorage.setItem(draftKey(id), JSON.stringify(left.draft));
    }
  }
}

function fillPages(list, pages) {
  const items = pages.map((one) => {
    const from = joined(read(one.publisher), one.published_on);
    const title = one.url
      ? element("a", read(one.title), { href: one.url, target: "_blank", rel: "noopener noreferrer" })
      : element("span", read(one.title));
    const small = element("small", [title, from ? bracketed(from) : ""]);
    return element("li", [`${read(one.finding)} `, small], { value: one.number });
  });
  draw(list, ...(items.length ? items : [element("li", text("nothing"), { class: "quiet nothing" })]));
}

function showCriteria(claim) {
  const criteria = claim.criteria || {};
  const held = state.verdicts.filter((one) => criteria[one.value]);
  const boxes = held.map((one) =>
    element("div", [element("dt", `${one.mark} ${read(one.criteria)}`), element("dd", read(criteria[one.value]))]));
  draw(at("criteria"), ...(held.length ? boxes : [element("div", text("no_criteria"))]));
}

function showSide(claim) {
  for (const name of ["ratings", "desk"]) {
    at(name).hidden = !shown[name];
    at(`${name}-button`).setAttribute("aria-expanded", String(shown[name]));
  }
  at("names-button").hidden = !shown.ratings || !claim.ratings.length;
  drawButton("names-button", "Y", text(isAnonymous ? "named" : "anonymous"));
  at("vote-button").hidden = !shown.ratings;
  at("vote-button").disabled = isLocked();
  // Ratings and the verdict so far are not in the page before somebody uncovers them.
  draw(at("ratings"), ...(shown.ratings ? ratingItems(claim) : []));
  draw(at("desk"), ...(shown.desk ? verdictSoFar(claim.before) : []));
}

// Without names the order is that of the verdicts, so that it tells nothing either.
function ratingItems(claim) {
  const place = (one) => state.verdicts.findIndex((verdict) => verdict.value === one.verdict);
  const ratings = isAnonymous ? [...claim.ratings].sort((one, other) => place(one) - place(other)) : claim.ratings;
  const items = ratings.map((one) => {
    const label = verdictLabel(one.verdict) + (one.round > 1 ? ` · ${text("round_two")}` : "");
    const why = one.why ? [element("br", ""), element("small", read(one.why))] : [];
    return element("li", [isAnonymous ? label : labeled(nameOf(one.rater), label), ...why]);
  });
  if (!ratings.length) items.push(element("li", text("no_ratings")));
  const aside = claim.aside.map((one) => [one.rater, read(state.asides.find((kind) => kind.value === one.kind).label)]);
  const heard = [...claim.ratings, ...claim.aside].map((one) => one.rater);
  const silent = state.raters.filter((one) => !heard.includes(one.rater)).map((one) => [one.rater, text("not_answered")]);
  const rest = claim.ratings.length || aside.length ? [...aside, ...silent] : [];
  return [...items, ...rest.map(([rater, what]) => element("li", isAnonymous ? what : labeled(nameOf(rater), what), { class: "quiet" }))];
}

function verdictSoFar(given) {
  if (!given) return [element("p", text("no_verdict"))];
  const lines = [element("p", verdictLabel(given.verdict)), element("p", joined(nameOf(given.by), given.judged_on), { class: "quiet" })];
  if (!given.why) return lines;
  return [...lines, element("p", read(given.why)), keyButton("T", text("copy"), false, useReason, { id: "copy" })];
}

const keyButton = (key, label, isDisabled, act, attributes) =>
  button([element("kbd", key), label], act, { ...attributes, ...(isDisabled ? { disabled: "" } : {}) });

function useReason() {
  const given = current() && current().before;
  if (!given || !given.why || isLocked()) return;
  shown.desk = true;
  const parts = Object.fromEntries(PARTS.map((name) => [name, read(given[name])]));
  keepDraft({ ...sides(given.why), ...parts });
  show();
}

function showForm(claim) {
  const draft = draftOf(claim), isPending = pending.has(claim.id), isFixed = isLocked();
  const lost = state.faulty.includes(claim.id) ? text("unreadable") : text("left_out");
  const message = claim.isLost ? lost : messages[claim.id] || "";
  draw(at("verdicts"), ...state.verdicts.map((one) =>
    keyButton(one.key, verdictLabel(one.value), isFixed, () => choose(one), { "aria-pressed": draft.verdict === one.value })));
  for (const [id, name] of Object.entries(FIELDS)) {
    if (at(id) !== document.activeElement || at(id).value !== draft[name]) at(id).value = draft[name]; // no half of a day stays
    at(id).disabled = isFixed;
  }
  const { how } = draft.isDirty || !claim.decision ? draft : claim.decision;
  draw(at("ways"), ...state.ways.map((one) =>
    keyButton(one.key.toUpperCase(), read(one.label), isFixed, () => chooseWay(one), { "aria-pressed": how === one.value })));
  const asked = askedFor(claim, draft);
  at("parts").hidden = !PARTS.some((name) => asked.includes(name));
  for (const name of ASKED) at(name).parentElement.hidden = !asked.includes(name);
  at("save").disabled = isFixed || isPending || !draft.isDirty;
  at("undo").disabled = isFixed || isPending || !claim.decision;
  at("later-button").disabled = isFixed;
  const later = claim.put_off ? [text("later"), read(claim.put_off.note), nameOf(claim.put_off.owner || ""), claim.put_off.due_on] : [];
  at("left").textContent = later.filter(Boolean).join(" · ");
  at("left").hidden = !later.length;
  const decided = claim.decision ? outcome(claim) : "";
  grow();
  at("status").textContent = message || (draft.isDirty && draft.verdict ? text("unsaved") : decided);
}

// The fields that the chosen verdict has beside the reason.
const askedFor = (claim, draft) => claim.fields[draft.verdict] || [];

// Text areas are as high as their text; the rest of the page gives way.
function grow() {
  for (const id of ["why-zh", "why-en"]) {
    at(id).style.height = "auto";
    at(id).style.height = `${at(id).scrollHeight + 2}px`;
  }
  showMore();
}

function showMore() {
  const main = document.querySelector("main");
  at("more").hidden = !current() || main.scrollTop + main.clientHeight > main.scrollHeight - 8;
}

function scroll(pages) {
  const main = document.querySelector("main");
  const box = main.scrollHeight > main.clientHeight ? main : document.scrollingElement;
  box.scrollBy(0, pages * main.clientHeight);
}

function showHead() {
  const n = state.claims.length, n_done = all.filter((one) => one.decision).length;
  document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
  document.title = text("title");
  for (const one of document.querySelectorAll("[data-text]")) draw(one, text(one.dataset.text));
  drawButton("undecided-button", "X", `${text("filter_undecided")} ${all.filter(isUndecided).length}`);
  at("place").textContent = n ? `${index + 1} / ${n}` : "0 / 0";
  at("progress").max = all.length || 1;
  at("progress").value = n_done;
  at("done").textContent = `${text("done")} ${n_done}`;
  showConsent();
  showList();
  draw(at("help-keys"), ...PAGE.keys.flatMap((one) =>
    [element("dt", element("kbd", read(one.keys))), element("dd", read(one.does))]));
  const faulty = state.faulty.length ? labeled(text("faulty"), joined(...state.faulty)) : "";
  banner([isStopped ? text("stopped") : isSure ? text("sure_stop") : "", state.is_closed ? text("closed") : "", n ? "" : all.length ? text("all_taken") : text("empty"), faulty].filter(Boolean).join(" "));
}

const isUndecided = (one) => !one.decision && !one.put_off && !one.isLost;
const FILTERS = {
  filter_all: () => true, filter_undecided: isUndecided, filter_apart: (one) => one.is_apart,
  filter_later: (one) => one.put_off && !one.decision, filter_decided: (one) => one.decision,
};

function found() {
  const words = at("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  return all.filter(FILTERS[filter]).filter((one) => {
    const where = `${one.number} ${one.id} ${Object.values(sides(one.claim)).join(" ")}`.toLowerCase();
    return words.every((word) => where.includes(word));
  });
}

function showList() {
  if (!at("list").open) return;
  at("search").placeholder = text("search");
  draw(at("filters"), ...Object.keys(FILTERS).map((name) => {
    const pick = () => {
      filter = name;
      showList();
    };
    return button(`${text(name)} ${all.filter(FILTERS[name]).length}`, pick, { "aria-pressed": String(filter === name) });
  }));
  draw(at("found"), ...found().map((one) => {
    const state_ = one.decision ? outcome(one) : one.put_off ? text("later") : "";
    const parts = [element("span", `${one.number}. ${read(one.claim)}`), element("small", needOf(one)), element("strong", state_)];
    return element("li", button(parts, () => jump(one.id)));
  }));
  const owed = state.raters.filter((one) => one.n_owed).map((one) => `${nameOf(one.rater)} ${one.n_owed}`);
  at("owed").textContent = owed.length ? labeled(text("owed"), owed.join(" · ")) : "";
}

function openList() {
  at("list").showModal();
  showList();
  at("search").select();
}

function jump(id) {
  const place = state.claims.findIndex((one) => one.id === id);
  at("list").close();
  if (place < 0) openConsent();
  else go(place - index);
}

function nextUndecided() {
  const next = [...state.claims.slice(index + 1), ...state.claims.slice(0, index + 1)].find(isUndecided);
  if (next) jump(next.id);
  else {
    tell(text("all_decided"));
    show();
  }
}

// Why a claim needs discussion: the reason that fixed its place, and the one that ballots gave since.
const needOf = (one) => (one.fixed_need ? `${read(one.fixed_need)} → ${read(one.needs)}${text("changed_since")}` : read(one.needs));

// The claims on which all agree: one list, taken together; what is pulled out stays in the discussion.
// Every window knows it, also after a reload.
const pulledKey = () => `pulled out ${state.name}`;
const pulledOut = () => new Set(JSON.parse(localStorage.getItem(pulledKey()) || "[]"));
const consenting = () => all.filter((one) => one.consent === "open");
const checked = () => consenting().filter((one) => !pulledOut().has(one.id));

function showConsent() {
  const listed = all.filter((one) => one.consent);
  at("consent-button").hidden = !listed.length;
  drawButton("consent-button", "A", `${text("consent")} ${consenting().length}`);
  const focused = document.activeElement && document.activeElement.name;
  draw(at("consent-list"), ...listed.map((one) => {
    const isIn = one.consent === "taken" || !pulledOut().has(one.id);
    const box = element("input", "", { type: "checkbox", name: one.id, ...(isIn ? { checked: "" } : {}) });
    // A claim that was taken is unchecked to take it back: it returns to the discussion.
    box.disabled = state.is_closed;
    box.addEventListener("change", () => pullOut(claimOf(one.id), !box.checked));
    const given = one.decision || one.before;
    const parts = [box, element("span", `${one.number}. ${read(one.claim)}`), element("strong", `${verdictLabel(given.verdict)}${one.decision ? " ✓" : ""}`)];
    return element("li", element("label", given.why ? [...parts, element("small", read(given.why))] : parts));
  }));
  const boxes = [...at("consent-list").querySelectorAll("input")];
  for (const box of boxes) box.checked = box.defaultChecked; // one that was pressed in vain is as it was
  const again = boxes.find((one) => focused && one.name === focused);
  if (again && again !== document.activeElement) again.focus();
  at("consent-status").textContent = consentMessage;
  at("consent-take").disabled = state.is_closed || isTaking || !checked().length;
  // Only a page that starts opens the list by itself: later somebody may be typing.
  const isFirst = !isConsentShown;
  isConsentShown = true;
  if (isFirst && checked().length && !state.is_closed) openConsent();
}

function openConsent() {
  if (at("consent").open || at("consent-button").hidden) return;
  at("consent").showModal();
  at("consent-take").focus();
}

async function pullOut(claim, isOut) {
  const kept = pulledOut();
  if (isOut) kept.add(claim.id);
  else kept.delete(claim.id);
  localStorage.setItem(pulledKey(), JSON.stringify([...kept]));
  consentMessage = "";
  if (claim.consent === "taken") await sendConsent("take-back", { id: claim.id, version: claim.version });
  else showConsent();
}

async function takeConsent() {
  if (isTaking || at("consent-take").disabled) return;
  isTaking = true;
  await sendConsent("consent", { claims: Object.fromEntries(checked().map((one) => [one.id, one.version])) });
}

async function sendConsent(name, body) {
  try {
    const answer = await post(name, body);
    for (const id of answer.taken || []) dropDraft(id);
    tag = null;
    await refresh();
    // What another window has taken meanwhile is taken.
    const refused = (answer.refused || []).filter((one) => claimOf(one.id) && claimOf(one.id).consent !== "taken").map((one) => labeled(one.id, read(one)));
    const taken = answer.taken ? labeled(text("taken"), answer.taken.length) : answer.isOk ? text("taken_back") : read(answer);
    consentMessage = [taken, refused.length ? labeled(text("refused"), refused.join(" · ")) : ""].filter(Boolean).join(" · ");
  } catch (error) {
    consentMessage = text("gone");
    gone();
  }
  isTaking = false;
  showConsent();
}

function banner(content) {
  at("banner").hidden = !content;
  at("banner").textContent = content;
}

function show() {
  showHead();
  const claim = current();
  for (const id of ["claim-box", "criteria", "evidence", "moves", "reason", "verdicts"]) at(id).hidden = !claim;
  if (!claim) at("parts").hidden = true;
  document.querySelector("aside").hidden = !claim;
  document.body.classList.toggle("lost", Boolean(claim && claim.isLost));
  if (!claim) return;
  const other = language === "zh" ? "en" : "zh";
  at("claim").textContent = read(claim.claim);
  at("claim-other").textContent = claim.claim[other] || "";
  const domain = state.domains[claim.domain];
  const facts = [`${claim.number}`, claim.id, domain ? read(domain) : claim.domain, read(claim.speaker), `${text("made_on")} ${claim.made_on}`,
    `${text("window")} ${read(claim.days)}`];
  at("facts").textContent = facts.join(" · ");
  const left = [read(claim.left.note), nameOf(claim.left.owner || ""), claim.left.due_on];
  at("because").textContent = [read(claim.because), ...left, needOf(claim)].filter(Boolean).join(" · ");
  showCriteria(claim);
  for (const name of ["supports", "contradicts", "context"]) {
    const pages = claim.evidence.filter((one) => one.bears === name);
    fillPages(at(name), pages);
    at(`${name}-head`).textContent = `${text(name)}${bracketed(pages.length)}`;
    if (name === "context") at("context-box").hidden = !pages.length;
  }
  showSide(claim);
  showForm(claim);
}

function go(step) {
  const isLost = Boolean(current() && current().isLost);
  if (isLost) state.claims.splice(index, 1); // the one behind it is in its place now
  const to = Math.max(Math.min(index + step - (isLost && step > 0), state.claims.length - 1), 0);
  if (to === index && !isLost) return;
  index = to;
  shown = { ratings: false, desk: false };
  if (current() && !pending.has(current().id)) tell("");
  isHowAsked = false;
  clock.claim = 0;
  history.replaceState(null, "", current() ? `#${current().id}` : location.pathname);
  show();
  scroll(-1000);
  showMore();
}

function choose(verdict) {
  if (isLocked()) return;
  tell("");
  isHowAsked = false;
  keepDraft({ verdict: verdict.value, occurred_on: dayFor(verdict.value, current()) });
  show();
  at(language === "zh" ? "why-zh" : "why-en").focus();
}

// Asked how it was decided, the room presses one key, and the decision is saved.
function chooseWay(way) {
  if (isLocked()) return;
  const wasAsked = isHowAsked;
  isHowAsked = false;
  tell("");
  keepDraft({ how: way.value });
  show();
  if (wasAsked) save();
}

// What is sent goes out one after the other; each body is made when its turn comes, with the version that this
// window's own writes have given the record meanwhile.
const pending = new Set(), written = new Map();
let queue = Promise.resolve(), nSent = 0, nAnswered = 0;
const isBusy = () => nSent !== nAnswered;
const latest = (version) => (written.has(version) ? latest(written.get(version)) : version);

async function send(name, body) {
  const sent = body.version ? { ...body, version: latest(body.version) } : { ...body };
  if (body.claims) sent.claims = Object.fromEntries(Object.entries(body.claims).map(([id, version]) => [id, latest(version)]));
  const content = JSON.stringify(sent);
  if (new Blob([content]).size > LARGEST_BODY) return { isOk: false, ...PAGE.texts.too_long };
  const response = await fetch(name, { method: "POST", headers: { "Content-Type": "application/json" }, body: content });
  const answer = { isOk: response.ok, ...(await response.json()) };
  if (answer.isOk && answer.claim && sent.version && sent.version !== answer.claim.version) {
    written.delete(answer.claim.version); // taken back, a record has the version that it had before
    written.set(sent.version, answer.claim.version);
  }
  return answer;
}

function post(name, body) {
  nSent += 1;
  const answer = queue.then(() => send(name, body));
  queue = answer.catch(() => {});
  return answer.finally(() => (nAnswered += 1));
}

function changedElsewhere(claim) {
  return claim.decision ? labeled(text("elsewhere"), outcome(claim)) : text("elsewhere");
}

function take(claim) {
  const place = state.claims.findIndex((one) => one.id === claim.id);
  if (place >= 0) state.claims[place] = { ...state.claims[place], ...claim };
  all = all.map((one) => (one.id === claim.id ? { ...one, ...claim } : one));
}

// Send a change of a claim. The answer is the claim's own: it is shown there, and a draft that was changed while it
// was on its way stays.
async function change(claim, name, body, done) {
  const typed = () => JSON.stringify({ ...draftOf(claim), version: "" }), draft = typed();
  const keys = nKeys, focused = document.activeElement;
  if (focused && focused !== document.body) focused.blur(); // what is typed from now on are keys, not text
  pending.add(claim.id);
  messages[claim.id] = text("saving");
  show();
  try {
    const answer = await post(name, body);
    pending.delete(claim.id);
    if (answer.claim) take(answer.claim);
    if (answer.isOk) {
      const isSaved = name === "decide" && typed() === draft;
      if (isSaved) dropDraft(claim.id);
      messages[claim.id] = isSaved || name !== "decide" ? done : ""; // what was changed meanwhile is not saved
    } else if (answer.claim) {
      messages[claim.id] = (name === "later" ? text("elsewhere") : changedElsewhere(answer.claim)) + text("replace");
      if (name === "decide") keepDraft({ version: answer.claim.version }, claim);
    } else {
      messages[claim.id] = read(answer);
      if (FIELDS[focused && focused.id] && keys === nKeys && current() && current().id === claim.id) focused.focus();
    }
    tag = null;
    show();
    return answer.isOk;
  } catch (error) {
    pending.delete(claim.id);
    messages[claim.id] = name === "take-back" ? "" : text("unsaved");
    show();
    gone();
    return false;
  }
}

// A field shows one language of a text on record; where it still says that, both are kept.
function asHeld(claim, name, typed) {
  const held = [claim.decision, claim.before].filter(Boolean).map((one) => one[name]);
  return held.find((one) => Object.values(sides(one)).includes(typed)) || typed;
}

function save() {
  const claim = current(), draft = draftOf(claim), day = at("occurred_on");
  if (isLocked() || !(day.parentElement.hidden || day.reportValidity())) return;
  if (!draft.verdict) {
    tell(text("choose"));
    show();
    return;
  }
  if (!draft.how && claim.ratings.some((one) => one.verdict !== draft.verdict)) {
    isHowAsked = true;
    tell(text("choose_how"));
    show();
    at("how").focus(); // no button: a second Enter must not choose for the room
    return;
  }
  const body = { id: claim.id, version: draft.version, verdict: draft.verdict, why_en: draft.en, why_zh: draft.zh, how: draft.how || null };
  for (const name of askedFor(claim, draft)) if (draft[name]) body[name] = asHeld(claim, name, draft[name]);
  change(claim, "decide", body, labeled(text("saved"), verdictLabel(draft.verdict)));
}

// What the decision said stays in the form, so that it need not be typed again; what is typed meanwhile stays too.
async function undo() {
  const claim = current();
  if (isLocked() || !claim.decision || pending.has(claim.id)) return;
  if (await change(claim, "take-back", { id: claim.id, version: claim.version }, text("taken_back"))) {
    keepDraft({ version: claimOf(claim.id).version }, claim);
    show();
  }
}

// What is left for later, and what raters say after the discussion, have dialogs of their own.
function openLater() {
  const claim = current();
  if (isLocked()) return;
  const held = notLeft.get(claim.id) || claim.put_off || claim.left || {};
  at("later-note").value = read(held.note);
  at("later-owner").value = held.owner || "";
  at("later-due").value = held.due_on || "";
  at("owners").replaceChildren(...state.raters.map((one) => element("option", "", { value: one.rater })));
  at("later").dataset.id = claim.id;
  at("later").dataset.shown = JSON.stringify(claim.put_off);
  at("later").showModal();
  at("later-note").focus();
}

// What was typed and not recorded, because another window was first or the program is gone.
const notLeft = new Map();

async function saveLater() {
  const claim = claimOf(at("later").dataset.id);
  const typed = (id) => at(id).value.trim() || null, owner = at("later-owner");
  owner.value = owner.value.replace(AROUND_NAME, "");
  owner.setCustomValidity(BETWEEN_NAMES.test(owner.value) ? text("later_one") : "");
  if (![owner, at("later-due")].every((one) => one.reportValidity())) return; // a day that lacks its year has no value
  const entry = { id: claim.id, note: typed("later-note"), owner: typed("later-owner"), due_on: typed("later-due") };
  const body = { entry, shown: JSON.parse(at("later").dataset.shown) };
  at("later").close();
  notLeft.set(claim.id, entry);
  if (await change(claim, "later", body, text(entry.note || entry.owner || entry.due_on ? "later_saved" : "later_none"))) notLeft.delete(claim.id);
}

function openVote() {
  const claim = current();
  if (isLocked()) return;
  shown.ratings = true;
  show();
  if (at("vote").dataset.unsent !== claim.id) at("vote-list").replaceChildren(...state.raters.map(({ rater }) => {
    const rated = claim.ratings.find((one) => one.rater === rater), aside = claim.aside.find((one) => one.rater === rater);
    const choice = element("select", [
      element("option", text("not_answered"), { value: "" }),
      ...state.verdicts.map((one) => element("option", verdictLabel(one.value), { value: one.value })),
      ...state.asides.map((one) => element("option", read(one.label), { value: one.value })),
    ], { name: rater, "aria-label": nameOf(rater) });
    choice.value = rated ? rated.verdict : aside ? aside.kind : "";
    choice.dataset.before = choice.value;
    const why = element("input", "", { type: "text", placeholder: text("why") });
    return element("li", [element("span", nameOf(rater)), choice, why]);
  }));
  Object.assign(at("vote").dataset, { id: claim.id, unsent: "" });
  at("vote").showModal();
  at("vote-list").querySelector("select").focus();
}

async function saveVote() {
  const claim = claimOf(at("vote").dataset.id);
  const changed = [...at("vote-list").children].map((row) => ({ choice: row.querySelector("select"), why: row.querySelector("input").value }))
    .filter(({ choice, why }) => choice.value && (choice.value !== choice.dataset.before || why.trim()));
  at("vote").close();
  at("vote").dataset.unsent = claim.id; // and stays there, with its reason, when one is not recorded
  for (const { choice, why } of changed) {
    const body = { id: claim.id, version: claim.version, rater: choice.name, answer: choice.value, why };
    if (!(await change(claim, "vote", body, text("vote_saved")))) return;
  }
  at("vote").dataset.unsent = "";
  // A decision holds the votes as they were when it was saved.
  const now = claimOf(claim.id);
  if (changed.length && now && now.decision) {
    keepDraft({}, now);
    messages[now.id] = text("vote_save_again");
    show();
  }
}

function uncover(name) {
  shown[name] = !shown[name];
  show();
}

function switchLanguage() {
  language = language === "zh" ? "en" : "zh";
  sessionStorage.setItem(languageKey, language);
  tell("");
  consentMessage = "";
  show();
}

function names() {
  if (!shown.ratings) return;
  isAnonymous = !isAnonymous;
  sessionStorage.setItem("anonymous", isAnonymous ? "yes" : "no");
  show();
}

async function stop() {
  const isEnd = isSure;
  isSure = true;
  if (isEnd) await post("stop", {}).catch(() => {}); // a program that is gone has ended too
  isStopped = isEnd;
  show();
}

function gone() {
  if (!isStopped) banner(text("gone"));
}

async function refresh() {
  if (isStopped || isBusy()) return;
  const sent = nSent;
  try {
    const response = await fetch("state", tag ? { headers: { "If-None-Match": tag } } : {});
    if (sent !== nSent) return; // what a write has changed meanwhile must not be shown as it was before
    if (response.status === 304) {
      showHead();
      return;
    }
    const value = await response.json();
    if (!response.ok) {
      banner(read(value));
      return;
    }
    if (sent !== nSent) return;
    const isFirst = !state, before = state && current();
    const id = before ? before.id : decodeURIComponent(location.hash.slice(1));
    all = value.claims;
    const [verdicts, asides] = [true, false].map((isVerdict) => value.answers.filter((one) => !!one.key === isVerdict));
    state = { ...value, verdicts, asides, claims: all.filter((one) => one.consent !== "taken") };
    moveDrafts();
    if (isFirst) adoptDrafts();
    tag = response.headers.get("ETag");
    // What is typed about a claim may not go to another: one that has left the discussion stays until it is back, and
    // takes no keys but those that go on.
    if (before && !state.claims.some(isNow(id)) && !at("consent").open) {
      state.claims.splice(index, 0, { ...before, isLost: true });
      if (FIELDS[document.activeElement.id]) document.activeElement.blur();
    }
    const place = state.claims.findIndex(isNow(id));
    const open = state.claims.findIndex((one) => !one.decision);
    index = place >= 0 ? place : Math.max(before ? Math.min(index, state.claims.length - 1) : open, 0);
    if (before && current() && before.id === current().id && before.version !== current().version) {
      tell(changedElsewhere(current()));
    }
    show();
  } catch (error) {
    gone();
  }
}

// A browser calls it seldom while another tab is looked at.
let ticked = performance.now();
function tick() {
  const seconds = Math.round((performance.now() - ticked) / 1000);
  ticked += 1000 * seconds;
  if (!state) return;
  if (clock.isRunning) {
    clock.total += seconds;
    clock.claim += seconds;
    sessionStorage.setItem("clock", JSON.stringify(clock));
  }
  const shownTime = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  at("clock").textContent = `${clock.isRunning ? "" : "⏸ "}${shownTime(clock.claim)} / ${shownTime(clock.total)}`;
}

function pause() {
  tick();
  clock.isRunning = !clock.isRunning;
  tick();
}

const KEYS = {
  Enter: (event) => !event.repeat && draftOf(current()).isDirty && save(),
  ArrowRight: () => go(1), n: () => go(1), ArrowLeft: () => go(-1), p: () => go(-1),
  r: () => uncover("ratings"), d: () => uncover("desk"), u: undo, c: pause, a: openConsent, l: switchLanguage, "?": () => at("help").showModal(),
  t: useReason, w: openVote, o: openLater, y: names, f: openList, "/": openList, x: nextUndecided,
  ArrowDown: () => scroll(0.15), ArrowUp: () => scroll(-0.15), PageDown: () => scroll(0.9), PageUp: () => scroll(-0.9),
  " ": (event) => scroll(event.shiftKey ? -0.9 : 0.9), Home: () => scroll(-1000), End: () => scroll(1000),
};

const ENTERS = { consent: takeConsent, later: saveLater, vote: saveVote, list: () => found().length && jump(found()[0].id) };

document.addEventListener("keydown", (event) => {
  // While a Chinese input method composes, every key belongs to it: also the Enter that ends it (keyCode 229).
  if (event.isComposing || event.keyCode === 229 || !state) return;
  if (event.ctrlKey || event.metaKey || event.altKey || at("help").open) return;
  nKeys += 1;
  // A key that is held until its field is there is not typed into it.
  const isTyped = event.target.closest("textarea, input");
  if (!event.repeat) command = isTyped ? "" : event.key;
  else if (isTyped && event.key === command) event.preventDefault();
  const dialog = Object.keys(ENTERS).find((name) => at(name).open);
  if (dialog) {
    const isOther = event.target.closest("button") && event.target.id !== `${dialog}-take` && event.target.id !== `${dialog}-save`;
    if (event.key === "Enter" && !event.shiftKey && !isOther) {
      event.preventDefault();
      if (!event.repeat) ENTERS[dialog]();
    }
    return;
  }
  // A box that has just been closed keeps the focus until the browser draws again.
  const target = event.target.closest("dialog:not([open])") ? document.body : event.target;
  const field = target.closest("textarea, input");
  if (field) {
    if (event.key === "Escape") field.blur();
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      save();
    }
    return;
  }
  // Space and Enter press the button that has the focus; elsewhere it scrolls.
  if ((event.key === " " || event.key === "Enter") && target.closest("button, summary, a")) return;
  const verdict = state.verdicts.find((one) => one.key === event.key);
  const way = state.ways.find((one) => one.key === event.key.toLowerCase());
  const act = verdict || way
    ? () => (verdict ? choose(verdict) : chooseWay(way))
    : KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (act && (current() || act === openConsent || act === openList)) {
    event.preventDefault();
    act(event);
  }
});
document.querySelector("main").addEventListener("scroll", showMore);
at("context-box").addEventListener("toggle", showMore);
window.addEventListener("resize", () => state && current() && grow());
new ResizeObserver(() => state && showMore()).observe(document.querySelector("main"));

for (const [id, name] of Object.entries(FIELDS)) {
  at(id).addEventListener("input", () => {
    keepDraft({ [name]: at(id).value });
    tell("");
    isHowAsked = false;
    showForm(current());
  });
}
const CLICKS = {
  save, undo, previous: () => go(-1), next: () => go(1), language: switchLanguage, stop, "names-button": names,
  "ratings-button": () => uncover("ratings"), "desk-button": () => uncover("desk"),
  "vote-button": openVote, "vote-save": saveVote, "later-button": openLater, "later-save": saveLater,
  "list-button": openList, "undecided-button": nextUndecided, "consent-button": openConsent, "consent-take": takeConsent,
  "help-button": () => at("help").showModal(),
};
for (const [id, act] of Object.entries(CLICKS)) at(id).addEventListener("click", act);
for (const name of [...Object.keys(ENTERS), "help"]) at(`${name}-close`).addEventListener("click", () => at(name).close());
at("search").addEventListener("input", showList);
window.addEventListener("hashchange", () => {
  const place = state ? state.claims.findIndex((one) => one.id === decodeURIComponent(location.hash.slice(1))) : -1;
  if (place >= 0) go(place - index);
});
refresh();
setInterval(refresh, EVERY_MS);
setInterval(tick, 1000);
