"use strict";
(() => {
  const root = document.documentElement;
  delete root.dataset.print; // without this script nobody can choose, and all is printed
  const form = document.getElementById("filters");
  const FACETS = ["domain", "outlook", "item", "attributed_to", "year", "hedge", "specificity", "time", "state"];
  const WITHDRAWN = "withdrawn";
  const CREDITS = JSON.parse(form.dataset.credits);
  /** How alike the verdicts of one item are; none where probabilities are scored instead of verdicts. */
  const CORRELATION = form.dataset.correlation && Number(form.dataset.correlation);
  /**
   * What the page opens with where its address says nothing: the first of the reader's languages that it has. One
   * with an edition of its own for each language, as a site has them, opens in that of its edition.
   */
  const has = (code) => document.getElementById(`lang-${code}`);
  const ofReader = navigator.languages.map((one) => one.toLowerCase().split("-")[0]).find(has);
  const isEdition = document.querySelector("link[hreflang]");
  const opening = { lang: (!isEdition && ofReader) || root.lang, theme: "auto" };
  const whenIdle = (act) => (window.requestIdleCallback ?? setTimeout)(act);

  /** The choices of each filter by name and value, each with the number of claims that it would show. */
  const fields = form.querySelectorAll("option[value]:not([value='']), .chips input");
  const choices = new Map(
    [...fields].map((field) => [
      `${field.name || field.closest("select").name}=${field.value}`,
      { field, n: 0, said: "" },
    ]),
  );
  const choice = (facet, value) => choices.get(`${facet}=${value}`) ?? { n: 0 };

  const chapters = [...document.querySelectorAll(".chapter")];
  /** The claims, by the blocks of a chapter that are laid out and unpacked together. */
  const blocks = [...document.querySelectorAll(".block")].map((element, place) => {
    const block = { element, place, cards: [], opening: null, text: "" };
    for (const card of element.children) {
      const values = Object.fromEntries(FACETS.map((facet) => [facet, card.dataset[facet] ?? ""]));
      const ofFacets = FACETS.map((facet) => choice(facet, values[facet]));
      block.cards.push({ element: card, block, values, choices: ofFacets, passes: true, rest: "", narrow: null, wide: "" });
    }
    return block;
  });
  const cards = blocks.flatMap((block) => block.cards);

  /** Traditional characters beside the simplified ones that the page has, and the same of its own. */
  const [from, to] = [[...form.dataset.from], [...form.dataset.to]];
  const simplified = new Map(from.map((character, place) => [character, to[place]]));
  const WIDE = /[^\x00-\xff]/;
  const folded = (text) => {
    const plain = text.normalize("NFKC").toLowerCase();
    return WIDE.test(plain) ? Array.from(plain, (one) => simplified.get(one) ?? one).join("") : plain;
  };

  /**
   * Read what a search looks at, in both languages: everything that the records say of a claim, and its state.
   * Words without Chinese are looked for in `narrow`, where characters take one byte; others in `wide`.
   */
  const readCard = (card) => {
    const parts = [...card.element.querySelectorAll("bdi, time, .host, header .light")].map((part) => part.textContent);
    const text = folded([card.element.id, ...parts].join("\n"));
    card.narrow = text.replace(/[^\x00-\xff]+/g, "\n");
    card.wide = text.split("\n").filter((line) => WIDE.test(line)).join("\n");
  };
  const holds = (card, words) => {
    if (words.length && card.narrow === null) readCard(card);
    return words.every((word) => (WIDE.test(word) ? card.wide : card.narrow).includes(word));
  };

  /** Read the cards in small parts, so that the first search finds them read and nothing waits meanwhile. */
  const readAhead = (from) => {
    const part = cards.slice(from, from + 50);
    part.filter((card) => card.narrow === null).forEach(readCard);
    if (part.length) setTimeout(readAhead, 0, from + 50);
  };

  /** Show the cards that pass; those of a hidden block are left as they are, for nobody sees them. */
  const showCards = () => {
    for (const { element, cards: within } of blocks) {
      const n = within.filter((card) => card.passes).length;
      element.hidden = n === 0;
      element.style.setProperty("--cards", n);
      if (n) within.forEach((card) => (card.element.hidden = !card.passes));
    }
    for (const chapter of chapters) chapter.hidden = !chapter.querySelector(".block:not([hidden])");
  };

  /**
   * Show the cards that pass every filter; a choice's count is what choosing it would show. Withdrawn claims are
   * counted where they are asked for; elsewhere they are named beside the others, which scores are made of.
   */
  const apply = () => {
    const asked = new FormData(form);
    const chosen = FACETS.map((facet) => asked.getAll(facet).filter(Boolean).map((value) => choice(facet, value)));
    const active = [...FACETS.keys()].filter((place) => chosen[place].length);
    const words = folded(asked.get("q")).split(/\s+/).filter(Boolean);
    // What was asked before the words were unpacked is looked for as soon as they are.
    if (words.length && pack && !isRead) return;
    const isCounted = ({ values }) => values.state !== WITHDRAWN || asked.getAll("state").includes(WITHDRAWN);
    for (const one of choices.values()) one.n = 0;
    for (const card of cards) {
      const failed = active.filter((place) => !chosen[place].includes(card.choices[place]));
      const isFound = holds(card, words);
      card.passes = isFound && !failed.length;
      if (!isFound || failed.length > 1) continue;
      for (const one of failed.length ? [card.choices[failed[0]]] : card.choices) {
        if (isCounted(card) || one.field?.type === "checkbox") one.n += 1;
      }
    }
    showCards();
    const passing = cards.filter((card) => card.passes);
    showCounts(passing);
    showScore(passing);
    showChosen(chosen, asked.get("q").trim());
  };

  /** A choice with its number of claims; the menus' are named when one is opened, or nothing else is to do. */
  const name = (one) => {
    const isBox = one.field.type === "checkbox";
    const said = isBox ? `${one.n}` : `${one.field.dataset[root.lang]} (${one.n})`;
    if (one.said === said) return;
    one.said = said;
    (isBox ? one.field.parentElement.querySelector("b") : one.field).textContent = said;
  };
  const nameMenus = () => {
    choices.forEach(name);
    for (const group of form.querySelectorAll("optgroup")) group.label = group.dataset[root.lang];
  };
  for (const event of ["focusin", "pointerdown"]) form.addEventListener(event, nameMenus);

  const showCounts = (passing) => {
    const recorded = (of) => of.filter(({ values }) => values.state !== WITHDRAWN).length;
    const [n, total, nWithdrawn] = [recorded(passing), recorded(cards), passing.length - recorded(passing)];
    const [en, zh] = nWithdrawn ? [`, plus ${nWithdrawn} withdrawn`, `，另有 ${nWithdrawn} 条已撤下`] : ["", ""];
    for (const one of choices.values()) if (one.field.type === "checkbox" || one.field.selected) name(one);
    whenIdle(nameMenus);
    const count = document.getElementById("count");
    count.querySelector("[lang=en]").textContent = `${n} of ${total} ${total === 1 ? "claim" : "claims"}${en}`;
    count.querySelector("[lang=zh]").textContent = `共 ${total} 条，显示 ${n} 条${zh}`;
    document.getElementById("nothing").hidden = passing.length > 0;
  };

  /** The score of what is shown: of the claims whose time is up where any is, as `scorecard score` counts them. */
  const showScore = (passing) => {
    const credit = ({ values }) => CREDITS[values.state];
    const recorded = passing.filter(({ values }) => values.state !== WITHDRAWN);
    const isUp = form.dataset.lead === "closed";
    const up = recorded.filter(({ values }) => !isUp || values.time === "up");
    const judged = up.filter((card) => credit(card) !== undefined);
    const nEarly = recorded.filter((card) => credit(card) !== undefined).length - judged.length;
    const items = judged.map(({ values, element }) => values.item || element.id);
    const score = CORRELATION === undefined ? null : scoreOf(judged.map(credit), items, CORRELATION);
    const en = [isUp ? `Time is up for ${up.length}, ${judged.length} of them judged` : `${judged.length} judged`];
    const zh = [isUp ? `期满 ${up.length} 条，已判 ${judged.length} 条` : `已判 ${judged.length} 条`];
    if (score) {
      const [share, low, high] = [score.accuracy, score.low, score.high].map(percent);
      en.push(`accuracy ${share}\u00a0% (95\u00a0% interval ${low}–${high}\u00a0%)`);
      zh.push(`得分率 ${share}%（95% 置信区间 ${low}%\u2060～\u2060${high}%）`);
    }
    if (nEarly) {
      en.push(`${nEarly} more judged early, not counted`);
      zh.push(`另有 ${nEarly} 条提前判定，不计入`);
    }
    const line = document.getElementById("score");
    line.querySelector("[lang=en]").textContent = `${en.join("; ")}.`;
    line.querySelector("[lang=zh]").textContent = `${zh.join("；")}。`;
    Object.assign(line.dataset, score ?? { accuracy: "", low: "", high: "" });
  };

  /** Say in words which filters are set. */
  const showChosen = (chosen, words) => {
    const colon = root.lang === "zh" ? "：" : ": ";
    const said = chosen.filter((of) => of.length).map((of) => {
      const [{ field }] = of;
      const head = field.closest("fieldset")?.querySelector("legend") ?? field.closest("label").querySelector("span");
      const name = (one) => one.field.dataset[root.lang] ?? inLanguage(one.field.nextElementSibling);
      return `${inLanguage(head)}${colon}${of.map(name).join(root.lang === "zh" ? "、" : ", ")}`;
    });
    if (words) said.unshift(`${inLanguage(form.querySelector(".search span"))}${colon}${words}`);
    document.getElementById("chosen").textContent = said.join(" · ");
    root.toggleAttribute("data-filtered", said.length > 0);
  };
  const inLanguage = (element) => element.querySelector(`[lang=${root.lang}]`).textContent.trim();

  const translated = document.querySelectorAll("nav, .scroller[data-en], option[value=''], [type=search]");
  const setLook = (name, value) => {
    document.getElementById(`${name}-${value}`).checked = true;
    if (name === "theme") {
      root.dataset.theme = value;
      return;
    }
    root.lang = value;
    document.title = document.body.dataset[value === "zh" ? "titleZh" : "titleEn"];
    for (const named of translated) {
      const said = named.dataset[value];
      if (named.matches("nav, .scroller")) named.ariaLabel = said;
      else if (named.matches("input")) named.placeholder = said;
      else named.textContent = said;
    }
  };
  const look = (name) => document.querySelector(`input[name=${name}]:checked`).value;

  /** The address that brings back what is on the screen. */
  const address = () => {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value) query.append(name, value);
    for (const name of ["lang", "theme"]) {
      if (look(name) !== opening[name]) query.set(name, look(name));
    }
    // A card that the filters hide would clear them where the address is opened.
    const isHidden = cards.some(({ element, passes }) => !passes && element.matches(":target"));
    return `${location.pathname}${query.size ? `?${query}` : ""}${isHidden ? "" : location.hash}`;
  };
  const answer = () => {
    apply();
    history.replaceState(null, "", address());
  };

  const clear = () => {
    for (const field of form.elements) {
      if (field.type === "checkbox") field.checked = false;
      else if (field.name) field.value = "";
    }
  };

  /** Put the page into the state that an address asks for; what it cannot offer is left out. */
  const read = () => {
    const query = new URLSearchParams(location.search);
    clear();
    for (const [name, value] of query) {
      const { field } = choice(name, value);
      if (field) field[field.type === "checkbox" ? "checked" : "selected"] = true;
    }
    form.elements.q.value = query.get("q") ?? "";
    for (const name of ["lang", "theme"]) {
      const isKnown = document.getElementById(`${name}-${query.get(name)}`);
      setLook(name, isKnown ? query.get(name) : opening[name]);
    }
    apply();
  };

  /** Open the card that the address names, by a former id too, even when the filters hide it. */
  const reveal = async () => {
    const asked = decodeURIComponent(location.hash.slice(1));
    const fold = document.getElementById(asked)?.closest(".fold");
    if (fold && !fold.open) {
      drawAside();
      fold.open = true;
      document.getElementById(asked).scrollIntoView();
    }
    const card = cards.find(({ element }) => element.id === asked);
    const renamed = !card && document.querySelector(`.card[data-formerly~="${CSS.escape(asked)}"]`);
    if (renamed) location.replace(`#${renamed.id}`); // which comes back here
    if (!card) return;
    if (!card.passes) {
      clear();
      answer();
    }
    if (pack) await unpack(card.block);
    fill(card);
    card.element.querySelector("details")?.setAttribute("open", "");
    card.element.scrollIntoView();
    card.element.focus({ preventScroll: true });
  };

  const sort = (head) => {
    const table = head.closest("table");
    const column = head.cellIndex;
    const next = { none: column ? "descending" : "ascending" };
    next[column ? "descending" : "ascending"] = column ? "ascending" : "descending";
    const order = next[head.getAttribute("aria-sort") ?? "none"] ?? "none";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    const rows = [...table.tBodies[0].rows];
    rows.forEach((row, place) => (row.dataset.place ??= place));
    const text = (row) => (row.cells[0].querySelector(`[lang=${root.lang}]`) ?? row.cells[0]).textContent;
    const value = (row) => row.cells[column]?.dataset.value || null;
    const place = (a, b) => a.dataset.place - b.dataset.place;
    const sign = order === "ascending" ? 1 : -1;
    const compare = (a, b) => {
      if (!column) return sign * text(a).localeCompare(text(b), root.lang);
      const [one, two] = [value(a), value(b)];
      if (one === null || two === null) return (one === null) - (two === null);
      return sign * (one - two);
    };
    rows.sort(order === "none" ? place : (a, b) => compare(a, b) || place(a, b));
    table.tBodies[0].append(...rows);
    if (order !== "none") head.setAttribute("aria-sort", order);
  };

  // Nothing is looked for while an input method still composes a word.
  form.addEventListener("input", (event) => {
    if (!event.isComposing) answer();
  });
  form.addEventListener("compositionend", answer);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    clear();
    answer();
  });
  document.querySelector(".switches").addEventListener("change", (event) => {
    setLook(event.target.name, event.target.value);
    answer();
  });
  document.addEventListener("click", (event) => {
    const flip = event.target.closest(".tools button");
    if (flip) flip.ariaPressed = String(flip.closest(".card").classList.toggle("flipped"));
    const sorter = event.target.closest("thead button");
    if (sorter) sort(sorter.closest("th"));
    const pick = event.target.closest("main a[href^='?']");
    if (pick) {
      event.preventDefault();
      const [lang, theme] = [look("lang"), look("theme")];
      history.pushState(null, "", pick.getAttribute("href"));
      read();
      setLook("lang", lang);
      setLook("theme", theme);
      answer();
      document.getElementById("claims").scrollIntoView();
      document.getElementById("claims").focus({ preventScroll: true });
    }
  });
  addEventListener("hashchange", reveal);
  addEventListener("popstate", () => {
    read();
    reveal();
  });

  /** Open every fold on paper where the browser cannot, and close it again. */
  let opened = [];
  const unfold = () => {
    drawAside();
    cards.filter((card) => card.passes).forEach(fill);
    opened = [...document.querySelectorAll(".card details:not([open]), #charts .fold:not([open])")];
    opened.forEach((one) => (one.open = true));
  };
  addEventListener("beforeprint", () => {
    if (root.dataset.print === "all" || root.hasAttribute("data-filtered")) unfold();
  });
  addEventListener("afterprint", () => {
    opened.splice(0).forEach((one) => (one.open = false));
    delete root.dataset.print;
  });
  document.querySelector(".print-buttons").addEventListener("click", async ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    root.dataset.print = button.dataset.print;
    if (pack) await Promise.all(blocks.filter(({ element }) => !element.hidden).map(unpack));
    print();
  });

  /**
   * A large page is packed: a line for each kind of words that a search looks through, then one for what the
   * cards of each block show below their claims.
   */
  const pack = document.getElementById("pack")?.textContent.split("\n");
  const unpacked = (line) => {
    const bytes = Uint8Array.fromBase64?.(line) ?? Uint8Array.from(atob(line), (one) => one.charCodeAt(0));
    const packed = new Response(bytes).body;
    return new Response(packed.pipeThrough(new DecompressionStream("deflate"))).text();
  };
  let isRead = false;
  const unpackWords = async () => {
    const [narrow, wide] = await Promise.all(pack.slice(0, 2).map(unpacked));
    const [ofNarrow, ofWide] = [narrow.split("\n"), wide.split("\n")];
    cards.forEach((card, place) => Object.assign(card, { narrow: ofNarrow[place], wide: ofWide[place] }));
    isRead = true;
    if (form.elements.q.value) apply();
  };
  const unpack = (block) => {
    block.opening ??= unpacked(pack[block.place + 2]).then((text) => (block.text = text));
    return block.opening;
  };
  /** Put what is unpacked into its card; a page without a pack has it there from the start. */
  const fill = (card) => {
    const { block } = card;
    if (block.text) JSON.parse(block.text).forEach((rest, place) => (block.cards[place].rest = rest));
    block.text = "";
    if (card.rest) card.element.insertAdjacentHTML("beforeend", card.rest);
    card.rest = "";
  };

  /** Fill cards before they come into view: those of the blocks near it are watched, for to watch all is slow. */
  const fillAhead = () => {
    const near = { rootMargin: "1000px" };
    const cardOf = new Map(cards.map((card) => [card.element, card]));
    const nearCards = new IntersectionObserver((seen) => {
      for (const { target } of seen.filter((one) => one.isIntersecting)) {
        nearCards.unobserve(target);
        unpack(cardOf.get(target).block).then(() => fill(cardOf.get(target)));
      }
    }, near);
    const nearBlocks = new IntersectionObserver((seen) => {
      for (const { target, isIntersecting } of seen) {
        for (const card of target.children) nearCards[isIntersecting ? "observe" : "unobserve"](card);
      }
    }, near);
    for (const { element } of blocks) nearBlocks.observe(element);
  };

  /** Unpack the rest while nothing else is to do: to print does not wait for it. */
  const unpackAhead = async () => {
    for (const block of blocks) {
      await new Promise(whenIdle);
      await unpack(block);
    }
  };

  /** Mark what is cut at the right edge, so that it is seen that it can be scrolled. */
  const markCut = (scroller) => {
    const { scrollLeft, clientWidth, scrollWidth } = scroller;
    scroller.parentElement.classList.toggle("cut", scrollWidth > clientWidth + 1);
    scroller.parentElement.classList.toggle("at-end", scrollLeft + clientWidth >= scrollWidth - 1);
  };
  const sizes = new ResizeObserver((seen) => {
    new Set(seen.map(({ target }) => target.closest(".scroller"))).forEach(markCut);
  });
  const watch = (scroller) => {
    for (const one of [scroller, ...scroller.children]) if (one.localName !== "noscript") sizes.observe(one);
  };
  for (const scroller of document.querySelectorAll(".scroller")) {
    watch(scroller);
    scroller.addEventListener("scroll", () => markCut(scroller), { passive: true });
  }

  /** A large page has its folded charts as text until they are asked for: they are most of its elements. */
  const drawAside = () => {
    for (const aside of document.querySelectorAll("#charts noscript")) {
      const scroller = aside.parentElement;
      aside.outerHTML = aside.textContent;
      watch(scroller);
    }
  };
  document.querySelector("#charts > .fold")?.addEventListener("toggle", drawAside);

  read();
  reveal();
  if (pack) {
    unpackWords();
    fillAhead();
    unpackAhead();
  } else setTimeout(readAhead, 0, 0);
})();
