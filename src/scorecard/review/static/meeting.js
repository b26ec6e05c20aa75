// The page of the meeting: shows what the records hold, sends decisions, keeps nothing but drafts. Its texts, and the
// verdicts with their labels, marks and keys, come from the server.
"use strict";

const EVERY_MS = 2000;
const PARTS = ["held", "missed", "early_because"];
const FIELDS = { "why-zh": "zh", "why-en": "en", occurred: "occurred", ...Object.fromEntries(PARTS.map((name) => [name, name])) };

const at = (id) => document.getElementById(id);
const languageKey = `language ${location.pathname}`;
let state = null, tag = null, index = 0, language = sessionStorage.getItem(languageKey) || (document.documentElement.lang === "en" ? "en" : "zh");
let shown = { ratings: false, desk: false }, message = "", isStopped = false, isSure = false, isBusy = false, isHowAsked = false;
let all = [], isConsentShown = false, consentMessage = "";
let clock = JSON.parse(sessionStorage.getItem("clock") || "null") || { total: 0, claim: 0, isRunning: true };

const PAGE = JSON.parse(at("texts").textContent);
const read = (pair) => (pair ? pair[language] : "");
const text = (name) => read(PAGE.texts[name]);
const labeled = (label, value) => `${label}${text("colon")}${value}`;
const current = () => state.claims[index];

function element(name, content, attributes = {}) {
  const made = document.createElement(name);
  made.textContent = content;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function verdictLabel(value) {
  const verdict = state.verdicts.find((one) => one.value === value);
  return `${verdict.mark} ${read(verdict.label)}`;
}

// Drafts: what was chosen and typed but not saved. A window keeps its own, and they outlive a reload. A copy outlives
// the program: a page of a later run, which has another path on the same port, takes over what is there.
const draftKey = (id) => `draft ${state.name} ${id}`;

function draftOf(claim) {
  const kept = JSON.parse(sessionStorage.getItem(draftKey(claim.id)) || "null");
  if (kept) return kept;
  const given = claim.decision;
  const occurred = (given || claim.before || {}).occurred_on || "";
  const why = given && given.why;
  const zh = why ? why.zh : "";
  const en = why && why.en !== why.zh ? why.en : "";
  const parts = Object.fromEntries(PARTS.map((name) => [name, given ? read(given[name]) : ""]));
  return { version: claim.version, verdict: given ? given.verdict : null, how: wayOf(given), zh, en, occurred, ...parts, isDirty: false };
}

// The way of a decision that the room can choose again; a list taken by consent is none.
const wayOf = (given) => (given && state.ways.some((one) => one.value === given.how) ? given.how : null);

function keepDraft(change) {
  const draft = { ...draftOf(current()), ...change, isDirty: true };
  sessionStorage.setItem(draftKey(current().id), JSON.stringify(draft));
  localStorage.setItem(draftKey(current().id), JSON.stringify({ page: location.pathname, draft }));
  return draft;
}

function dropDraft(id) {
  sessionStorage.removeItem(draftKey(id));
  localStorage.removeItem(draftKey(id));
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
  list.replaceChildren(...pages.map((one) => {
    const item = element("li", `${read(one.finding)} `, { value: one.number });
    const from = [read(one.publisher), one.published_on].filter(Boolean).join(", ");
    const small = element("small", "");
    const title = one.url
      ? element("a", read(one.title), { href: one.url, target: "_blank", rel: "noopener noreferrer" })
      : element("span", read(one.title));
    small.append(title, from ? ` (${from})` : "");
    item.append(small);
    return item;
  }));
  if (!pages.length) list.replaceChildren(element("li", text("nothing"), { class: "quiet nothing" }));
}

function showCriteria(claim) {
  const held = state.verdicts.filter((one) => claim.criteria[one.value]);
  const boxes = held.map((one) => {
    const box = element("div", "");
    box.append(element("dt", `${one.mark} ${read(one.criteria)}`), element("dd", read(claim.criteria[one.value])));
    return box;
  });
  at("criteria").replaceChildren(...(held.length ? boxes : [element("div", text("no_criteria"))]));
}

function showSide(claim) {
  at("ratings-button").replaceChildren(element("kbd", "R"), text("ratings"));
  at("desk-button").replaceChildren(element("kbd", "D"), text("before"));
  for (const name of ["ratings", "desk"]) {
    at(name).hidden = !shown[name];
    at(`${name}-button`).setAttribute("aria-expanded", String(shown[name]));
  }
  // Ratings and the verdict so far are not in the page before somebody uncovers them.
  const ratings = shown.ratings ? claim.ratings : [];
  at("ratings").replaceChildren(...ratings.map((one) => {
    const item = element("li", labeled(one.rater, verdictLabel(one.verdict)));
    if (one.why) item.append(document.createElement("br"), element("small", read(one.why)));
    return item;
  }));
  if (shown.ratings && !ratings.length) at("ratings").replaceChildren(element("li", text("no_ratings")));
  at("desk").replaceChildren();
  if (shown.desk) showVerdictSoFar(claim.before);
}

function showVerdictSoFar(given) {
  if (!given) {
    at("desk").append(element("p", text("no_verdict")));
    return;
  }
  at("desk").append(element("p", verdictLabel(given.verdict)), element("p", `${given.by}, ${given.judged_on}`, { class: "quiet" }));
  if (given.why) {
    const copy = element("button", text("copy"), { type: "button", id: "copy" });
    copy.addEventListener("click", () => {
      const isSame = given.why.en === given.why.zh;
      const parts = Object.fromEntries(PARTS.map((name) => [name, read(given[name])]));
      keepDraft({ zh: given.why.zh, en: isSame ? "" : given.why.en, ...parts });
      show();
    });
    at("desk").append(element("p", read(given.why)), copy);
  }
}

function showForm(claim) {
  const draft = draftOf(claim);
  at("verdicts").replaceChildren(...state.verdicts.map((one) => {
    const button = element("button", "", { type: "button", "aria-pressed": String(draft.verdict === one.value) });
    button.append(element("kbd", one.key), verdictLabel(one.value));
    button.disabled = state.is_closed;
    button.addEventListener("click", () => choose(one));
    return button;
  }));
  for (const [id, name] of Object.entries(FIELDS)) {
    if (at(id).value !== draft[name]) at(id).value = draft[name];
    at(id).disabled = state.is_closed;
  }
  at("how-label").textContent = text("how");
  at("ways").replaceChildren(...state.ways.map((one) => {
    const button = element("button", "", { type: "button", "aria-pressed": String(draft.how === one.value) });
    button.append(element("kbd", one.key.toUpperCase()), read(one.label));
    button.disabled = state.is_closed;
    button.addEventListener("click", () => chooseWay(one));
    return button;
  }));
  const asked = askedFor(claim, draft);
  at("parts").hidden = !asked.length;
  for (const name of PARTS) {
    at(name).parentElement.hidden = !asked.includes(name);
    at(`${name}-label`).textContent = text(name);
  }
  at("zh-label").textContent = text("why_zh");
  at("en-label").textContent = text("why_en");
  at("occurred-text").textContent = text("occurred_on");
  at("save").textContent = text("save");
  at("save").disabled = state.is_closed || isBusy || !draft.isDirty;
  at("undo").replaceChildren(element("kbd", "U"), text("undo"));
  at("undo").disabled = state.is_closed || isBusy || !claim.decision;
  const decided = claim.decision ? `${verdictLabel(claim.decision.verdict)} ✓` : "";
  at("status").title = claim.decision ? read(claim.decision.decided) : "";
  grow();
  at("status").textContent = message || (draft.isDirty && draft.verdict ? text("unsaved") : decided);
}

// The texts that the chosen verdict asks for beside the reason.
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
  at("more").textContent = text("more");
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
  at("title").textContent = text("title");
  at("place").textContent = n ? `${index + 1} / ${n}` : "0 / 0";
  at("progress").max = all.length || 1;
  at("progress").value = n_done;
  at("done").textContent = `${text("done")} ${n_done}`;
  at("language").textContent = text("language");
  at("stop").textContent = text("stop");
  showConsent();
  at("previous").replaceChildren(element("kbd", "←"), text("previous"));
  at("next").replaceChildren(element("kbd", "→"), text("next"));
  at("help-head").textContent = text("keys");
  at("help-close").textContent = text("close");
  at("help-keys").replaceChildren(...PAGE.keys.flatMap((one) => {
    const term = element("dt", "");
    term.append(element("kbd", read(one.keys)));
    return [term, element("dd", read(one.does))];
  }));
  const faulty = state.faulty.length ? labeled(text("faulty"), state.faulty.join(", ")) : "";
  banner([state.is_closed ? text("closed") : "", n ? "" : all.length ? text("all_taken") : text("empty"), faulty].filter(Boolean).join(" "));
}

// The claims on which all agree: one list, taken together; what is pulled out stays in the discussion.
// Every window knows it, also after a reload.
const pulledKey = () => `pulled out ${state.name}`;
const pulledOut = () => new Set(JSON.parse(localStorage.getItem(pulledKey()) || "[]"));
const consenting = () => all.filter((one) => one.consent === "open");
const checked = () => consenting().filter((one) => !pulledOut().has(one.id));

function showConsent() {
  const listed = all.filter((one) => one.consent);
  at("consent-button").hidden = !listed.length;
  at("consent-button").replaceChildren(element("kbd", "A"), `${text("consent")} ${consenting().length}`);
  at("consent-head").textContent = text("consent");
  at("consent-lead").textContent = text("consent_lead");
  const focused = document.activeElement && document.activeElement.name;
  at("consent-list").replaceChildren(...listed.map((one) => {
    const item = element("li", ""), label = element("label", "");
    const box = element("input", "", { type: "checkbox", name: one.id });
    box.checked = one.consent === "taken" || !pulledOut().has(one.id);
    // A claim that was taken is unchecked to take it back: it returns to the discussion.
    box.disabled = state.is_closed;
    box.addEventListener("change", () => pullOut(one, !box.checked));
    const given = one.decision || one.before;
    label.append(box, element("span", read(one.claim)), element("strong", `${verdictLabel(given.verdict)}${one.decision ? " ✓" : ""}`));
    if (given.why) label.append(element("small", read(given.why)));
    item.append(label);
    return item;
  }));
  const again = [...at("consent-list").querySelectorAll("input")].find((one) => focused && one.name === focused);
  if (again && again !== document.activeElement) again.focus();
  at("consent-status").textContent = consentMessage;
  at("consent-take").replaceChildren(element("kbd", "Enter"), text("take"));
  at("consent-take").disabled = state.is_closed || isBusy || !checked().length;
  at("consent-close").replaceChildren(element("kbd", "Esc"), text("close"));
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
  if (isBusy || at("consent-take").disabled) return;
  await sendConsent("consent", { claims: Object.fromEntries(checked().map((one) => [one.id, one.version])) });
}

async function sendConsent(name, body) {
  try {
    const answer = await post(name, body);
    if (answer.taken) {
      for (const id of answer.taken) dropDraft(id);
      const lines = answer.refused.map((one) => labeled(one.id, read(one)));
      consentMessage = [labeled(text("taken"), answer.taken.length), lines.length ? labeled(text("refused"), lines.join(" · ")) : ""]
        .filter(Boolean).join(" · ");
    } else {
      consentMessage = answer.isOk ? text("taken_back") : read(answer);
    }
    tag = null;
    showConsent();
    await refresh();
  } catch (error) {
    consentMessage = text("gone");
    gone();
  }
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
  if (!claim) return;
  const other = language === "zh" ? "en" : "zh";
  at("claim").textContent = read(claim.claim);
  at("claim-other").textContent = claim.claim[other];
  const domain = state.domains[claim.domain];
  const facts = [claim.id, domain ? read(domain) : claim.domain, read(claim.speaker), `${text("made_on")} ${claim.made_on}`,
    `${text("window")} ${claim.opens_on} – ${claim.closes_on || "…"}`, read(claim.need)];
  at("facts").textContent = facts.join(" · ");
  showCriteria(claim);
  for (const name of ["supports", "contradicts", "context"]) {
    fillPages(at(name), claim.evidence[name]);
    at(`${name}-head`).textContent = `${text(name)} (${claim.evidence[name].length})`;
  }
  at("context-box").hidden = !claim.evidence.context.length;
  showSide(claim);
  showForm(claim);
}

function go(step) {
  const to = Math.min(Math.max(index + step, 0), state.claims.length - 1);
  if (to === index) return;
  index = to;
  shown = { ratings: false, desk: false };
  message = "";
  isHowAsked = false;
  clock.claim = 0;
  history.replaceState(null, "", `#${current().id}`);
  show();
  document.querySelector("main").scrollTop = 0;
  showMore();
}

function choose(verdict) {
  if (state.is_closed || !current()) return;
  message = "";
  isHowAsked = false;
  keepDraft({ verdict: verdict.value });
  show();
  at(language === "zh" ? "why-zh" : "why-en").focus();
}

// Asked how it was decided, the room presses one key, and the decision is saved.
function chooseWay(way) {
  if (state.is_closed || isBusy || !current()) return;
  const wasAsked = isHowAsked;
  isHowAsked = false;
  message = "";
  keepDraft({ how: way.value });
  show();
  if (wasAsked) save();
}

async function post(name, body) {
  isBusy = true;
  try {
    const response = await fetch(name, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
    return { isOk: response.ok, ...(await response.json()) };
  } finally {
    isBusy = false;
  }
}

function changedElsewhere(claim) {
  const given = claim.decision;
  return given ? labeled(text("elsewhere"), verdictLabel(given.verdict)) : text("elsewhere");
}

function take(claim) {
  const place = state.claims.findIndex((one) => one.id === claim.id);
  if (place >= 0) state.claims[place] = { ...state.claims[place], ...claim };
  all = all.map((one) => (one.id === claim.id ? { ...one, ...claim } : one));
}

async function change(name, body, done) {
  const claim = current();
  try {
    const answer = await post(name, body);
    if (answer.claim) take(answer.claim);
    if (answer.isOk) {
      dropDraft(claim.id);
      message = done;
      if (document.activeElement) document.activeElement.blur();
    } else if (answer.claim) {
      message = changedElsewhere(answer.claim) + text("replace");
      if (name === "decide") keepDraft({ version: answer.claim.version });
    } else {
      message = read(answer);
    }
    tag = null;
    show();
  } catch (error) {
    gone();
  }
}

function save() {
  const claim = current(), draft = draftOf(claim);
  if (isBusy || state.is_closed) return;
  if (!draft.verdict) {
    message = text("choose");
    show();
    return;
  }
  if (!draft.how && claim.ratings.some((one) => one.verdict !== draft.verdict)) {
    isHowAsked = true;
    message = text("choose_how");
    show();
    at("how").focus(); // no button: a second Enter must not choose for the room
    return;
  }
  const body = { id: claim.id, version: draft.version, verdict: draft.verdict, why_en: draft.en, why_zh: draft.zh,
    occurred_on: draft.occurred || null, how: draft.how || null };
  for (const name of askedFor(claim, draft)) body[name] = draft[name];
  change("decide", body, labeled(text("saved"), verdictLabel(draft.verdict)));
}

function undo() {
  const claim = current();
  if (isBusy || state.is_closed || !claim || !claim.decision) return;
  change("take-back", { id: claim.id, version: claim.version }, text("taken_back"));
}

function uncover(name) {
  shown[name] = !shown[name];
  show();
}

function switchLanguage() {
  language = language === "zh" ? "en" : "zh";
  sessionStorage.setItem(languageKey, language);
  message = "";
  show();
}

function help(isOpen) {
  at("help-button").setAttribute("aria-expanded", String(isOpen));
  if (isOpen) at("help").showModal();
  else at("help").close();
}

async function stop() {
  if (!isSure) {
    isSure = true;
    message = text("sure_stop");
    show();
    return;
  }
  isStopped = true;
  try {
    await post("stop", {});
  } finally {
    banner(text("stopped"));
  }
}

function gone() {
  if (!isStopped) banner(text("gone"));
}

async function refresh() {
  if (isStopped || isBusy) return;
  try {
    const response = await fetch("state", tag ? { headers: { "If-None-Match": tag } } : {});
    if (response.status === 304) {
      showHead();
      return;
    }
    const value = await response.json();
    if (!response.ok) {
      banner(read(value));
      return;
    }
    if (isBusy) return;
    const id = state && current() ? current().id : decodeURIComponent(location.hash.slice(1));
    const before = state && current();
    const isFirst = !state;
    all = value.claims;
    state = { ...value, claims: all.filter((one) => one.consent !== "taken") };
    if (isFirst) adoptDrafts();
    tag = response.headers.get("ETag");
    const place = state.claims.findIndex((one) => one.id === id);
    const open = state.claims.findIndex((one) => !one.decision);
    index = place >= 0 ? place : Math.max(before ? Math.min(index, state.claims.length - 1) : open, 0);
    if (before && current() && before.id === current().id && before.version !== current().version) {
      message = changedElsewhere(current());
    }
    show();
  } catch (error) {
    gone();
  }
}

function tick() {
  if (!state) return;
  if (clock.isRunning) {
    clock.total += 1;
    clock.claim += 1;
    sessionStorage.setItem("clock", JSON.stringify(clock));
  }
  const shownTime = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  at("clock").textContent = `${clock.isRunning ? "" : "⏸ "}${shownTime(clock.claim)} / ${shownTime(clock.total)}`;
}

function pause() {
  clock.isRunning = !clock.isRunning;
  tick();
}

const KEYS = {
  ArrowRight: () => go(1), n: () => go(1), ArrowLeft: () => go(-1), p: () => go(-1),
  r: () => uncover("ratings"), d: () => uncover("desk"), u: undo, c: pause, a: openConsent, l: switchLanguage, "?": () => help(true),
  ArrowDown: () => scroll(0.15), ArrowUp: () => scroll(-0.15), PageDown: () => scroll(0.9), PageUp: () => scroll(-0.9),
  " ": (event) => scroll(event.shiftKey ? -0.9 : 0.9), Home: () => scroll(-1000), End: () => scroll(1000),
};

document.addEventListener("keydown", (event) => {
  // While a Chinese input method composes, every key belongs to it: also the Enter that ends it (keyCode 229).
  if (event.isComposing || event.keyCode === 229 || !state) return;
  if (event.ctrlKey || event.metaKey || event.altKey || at("help").open) return;
  if (at("consent").open) {
    if (event.key === "Enter" && event.target !== at("consent-close")) {
      event.preventDefault();
      if (!event.repeat) takeConsent();
    }
    return;
  }
  const field = event.target.closest("textarea, input");
  if (field) {
    if (event.key === "Escape") field.blur();
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      save();
    }
    return;
  }
  // Space presses the button that has the focus; elsewhere it scrolls.
  if (event.key === " " && event.target.closest("button, summary")) return;
  const verdict = state.verdicts.find((one) => one.key === event.key);
  const way = state.ways.find((one) => one.key === event.key.toLowerCase());
  const act = verdict || way
    ? () => (verdict ? choose(verdict) : chooseWay(way))
    : KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (act && (current() || act === openConsent)) {
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
    message = "";
    isHowAsked = false;
    showForm(current());
  });
}
at("save").addEventListener("click", save);
at("undo").addEventListener("click", undo);
at("previous").addEventListener("click", () => go(-1));
at("next").addEventListener("click", () => go(1));
at("ratings-button").addEventListener("click", () => uncover("ratings"));
at("desk-button").addEventListener("click", () => uncover("desk"));
at("language").addEventListener("click", switchLanguage);
at("help-button").addEventListener("click", () => help(true));
at("help-close").addEventListener("click", () => help(false));
at("stop").addEventListener("click", stop);
at("consent-button").addEventListener("click", openConsent);
at("consent-take").addEventListener("click", takeConsent);
at("consent-close").addEventListener("click", () => at("consent").close());
refresh();
setInterval(refresh, EVERY_MS);
setInterval(tick, 1000);
