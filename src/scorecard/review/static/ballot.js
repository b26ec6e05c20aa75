// A rater's ballot: one claim a screen. Answers stay in this browser until they are handed in as a file or as text.
// Every text from the records is set as text, never as markup.
"use strict";

const at = (id) => document.getElementById(id);
const DATA = JSON.parse(at("data").textContent);
const word = (name) => [...at(`${name}-word`).children].find((one) => one.className === language()).textContent;
const language = () => (document.documentElement.lang === "en" ? "en" : "zh");
// A text of the records is plain or in both languages.
const read = (held) => (held && typeof held === "object" ? held[language()] : held || "");
const joined = (...parts) => parts.filter(Boolean).join(word("comma"));
let index = 0, memory = {};

// An element that holds a text, another element, or several of both.
function element(name, content, attributes = {}) {
  const made = document.createElement(name);
  made.append(...[content].flat());
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

// Some viewers of mail and chat programs keep nothing: then the page says so and goes on.
function keep(key, value) {
  delete memory[key];
  try {
    localStorage.setItem(`${DATA.mark} ${key}`, JSON.stringify(value));
  } catch (error) {
    memory[key] = value;
    at("unsaved").hidden = false;
  }
}

function kept(key) {
  try {
    return memory[key] || JSON.parse(localStorage.getItem(`${DATA.mark} ${key}`) || "null");
  } catch (error) {
    at("unsaved").hidden = false;
    return memory[key] || null;
  }
}

// An answer belongs to the claim as it was handed out: what was said of other evidence is not taken over.
const keyOf = (claim) => `${claim.id} ${claim.fingerprint}`;
const given = (claim) => kept(keyOf(claim)) || { answer: null, why: "" };
const labelOf = (value) => {
  const one = DATA.answers.find((answer) => answer.value === value);
  return one ? `${one.mark} ${read(one.label)}`.trim() : "";
};

function showEvidence(claim) {
  const items = claim.evidence.map((one) => {
    const from = joined(read(one.publisher), one.published_on);
    const title = one.url ? element("a", read(one.title), { href: one.url, target: "_blank", rel: "noopener noreferrer" }) : read(one.title);
    const small = element("small", [title, from ? word("brackets").replace("…", () => from) : ""]);
    return element("li", [element("strong", `[${one.number}] ${read(DATA.bears[one.bears])}`), read(one.finding), small]);
  });
  at("evidence").replaceChildren(...(items.length ? items : [element("li", word("nothing"))]));
}

function showClaim() {
  const claim = DATA.claims[index];
  at("number").textContent = `${index + 1} / ${DATA.claims.length} · № ${claim.number} · ${claim.id}`;
  at("text").textContent = read(claim.claim);
  at("facts").textContent = `${joined(read(claim.speaker), claim.made_on)} · ${word("window")} ${read(claim.days)}`;
  at("because").textContent = read(claim.because) && `${word("because")} · ${read(claim.because)}`;
  const criteria = claim.criteria || {};
  const held = DATA.answers.filter((one) => criteria[one.value]);
  at("criteria").replaceChildren(...(held.length ? held.flatMap((one) =>
    [element("dt", `${one.mark} ${read(one.criteria)}`), element("dd", read(criteria[one.value]))]) : [element("dd", word("nothing"))]));
  showEvidence(claim);
  const mine = given(claim);
  at("answers").replaceChildren(...DATA.answers.map((one) => {
    const button = element("button", labelOf(one.value), { type: "button", value: one.value, "aria-pressed": String(mine.answer === one.value) });
    button.addEventListener("click", () => {
      keep(keyOf(claim), { ...given(claim), answer: mine.answer === one.value ? null : one.value });
      show();
      at("answers").querySelector(`[value="${one.value}"]`).focus();
    });
    return button;
  }));
  if (at("why").value !== mine.why) at("why").value = mine.why;
  at("previous").disabled = index === 0;
}

function showList() {
  at("handed").textContent = ""; // what was handed in may have changed
  at("paste").hidden = true;
  at("claims").replaceChildren(...DATA.claims.map((claim, place) => {
    const said = labelOf(given(claim).answer) || (given(claim).why.trim() ? word("unjudged") : "…");
    const button = element("button", [element("span", `${claim.number}. ${read(claim.claim)}`), element("em", said)], { type: "button" });
    button.addEventListener("click", () => go(place));
    return element("li", button);
  }));
}

function show() {
  const isList = index >= DATA.claims.length;
  const n = DATA.claims.filter((claim) => given(claim).answer !== null).length;
  at("progress").max = DATA.claims.length || 1;
  at("progress").value = n;
  at("count").textContent = `${word("done")} ${n} / ${DATA.claims.length}`;
  at("claim").hidden = isList;
  at("list").hidden = !isList;
  if (isList) showList();
  else showClaim();
}

function go(place) {
  index = Math.max(0, Math.min(place, DATA.claims.length));
  keep(`place of ${DATA.file}`, index);
  show();
  window.scrollTo(0, 0);
}

function answersText() {
  const answers = DATA.claims.map((claim) => ({ id: claim.id, fingerprint: claim.fingerprint, ...given(claim) }))
    .filter((one) => one.answer !== null || one.why.trim());
  return JSON.stringify({ ballot: DATA.mark, answers });
}

function save() {
  const address = URL.createObjectURL(new Blob([answersText()], { type: "application/json" }));
  const link = element("a", "", { href: address, download: DATA.file });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
  at("handed").textContent = `${word("saved")} ${DATA.file}`;
}

async function copy() {
  at("paste").hidden = false;
  at("paste").value = answersText();
  at("paste").select();
  try {
    await navigator.clipboard.writeText(at("paste").value);
    at("handed").textContent = word("copied");
  } catch (error) {
    at("handed").textContent = word("select");
  }
}

at("why").addEventListener("input", () => {
  const claim = DATA.claims[index];
  keep(keyOf(claim), { ...given(claim), why: at("why").value });
});
at("previous").addEventListener("click", () => go(index - 1));
at("next").addEventListener("click", () => go(index + 1));
at("overview").addEventListener("click", () => go(DATA.claims.length));
at("save").addEventListener("click", save);
at("copy").addEventListener("click", copy);
at("language").addEventListener("click", () => {
  document.documentElement.lang = language() === "en" ? "zh-Hans" : "en";
  keep("language", document.documentElement.lang);
  show();
});
window.addEventListener("storage", show); // another window of this ballot
document.documentElement.lang = kept("language") || document.documentElement.lang;
index = Math.min(kept(`place of ${DATA.file}`) || 0, DATA.claims.length);
show();
