// Versions of a story: who derives from whom, and two versions side by side with every alteration marked.

const told = island("stories");
const KINDS = {
  "quote-altered": "Quotation altered",
  "quote-dropped": "Quotation dropped",
  "negation-flipped": "Negation flipped",
  "number-changed": "Number changed",
  "unit-lost": "Unit lost",
  "time-shifted": "Time shifted",
  "modality-shifted": "Certainty shifted",
  "attribution-changed": "Attribution changed",
  "name-changed": "Name changed",
  "entity-generalised": "Name made vague",
  "inclusion-flipped": "Inclusion flipped",
  "sentence-added": "Sentence added",
  "sentence-dropped": "Sentence dropped",
  "synonym-substituted": "Synonym put in",
};
const GROUPS = {
  quotation: ["quote-altered", "quote-dropped"],
  passage: ["sentence-added", "sentence-dropped"],
  wording: ["synonym-substituted"],
};
const GROUP_NAMES = { fact: "facts", quotation: "quotations", passage: "sentences", wording: "wording" };
const TONES = { fact: "llm", quotation: "spun", passage: "translated", wording: "scrape" };
const SEVERITIES = ["decisive", "strong", "weak"];
const FILTERS = {
  matter: ["What changes the story", ({ severity, group }) => severity !== "weak" && group !== "wording"],
  fact: ["Flipped facts", ({ severity, group }) => severity !== "weak" && group === "fact"],
  quotation: ["Quotations", ({ group }) => group === "quotation"],
  wording: ["Synonyms", ({ group }) => group === "wording"],
  all: ["Everything", () => true],
};

const stories = told.stories.map((story, number) => ({ ...story, number, pairs: story.pairs.map(readPair) }));
const view = { story: null, pair: null, filter: "matter", onlyChanged: false, at: -1, notes: [] };

function groupOf(kind) {
  return Object.keys(GROUPS).find((group) => GROUPS[group].includes(kind)) || "fact";
}

function readPair(pair, number) {
  const span = (place) => (place ? { start: place[0], end: place[0] + place[1] } : null);
  const alterations = pair.alterations.map(([kind, severity, a, b, note], order) => ({
    order, kind, severity: SEVERITIES[severity], group: groupOf(kind), a: span(a), b: span(b), note,
  }));
  return { ...pair, number, alterations, grave: alterations.filter(FILTERS.matter[1]).length };
}

const versions = new Map();
function version(number) {
  if (!versions.has(number)) {
    const [text, sentences] = island(`version-${number}`);
    versions.set(number, { text: new Text(text), sentences: sentences.map(([start, length]) => ({ start, end: start + length })) });
  }
  return versions.get(number);
}

function nameOf(number) {
  return told.articles[number].title || told.articles[number].id;
}

function letters(text, length) {
  const all = Array.from(text.replace(/\s+/g, " ").trim());
  return all.length > length ? all.slice(0, length - 1).join("") + "…" : all.join("");
}

// ---- all stories ---------------------------------------------------------------------------------------

const STORIES_SHOWN = 200;

function listView() {
  const worst = [...stories].sort((a, b) => gravity(b) - gravity(a) || b.articles.length - a.articles.length);
  const articles = stories.reduce((sum, story) => sum + story.articles.length, 0);
  refill(byId("main"),
    make("h1", {}, `${plural(stories.length, "story", "stories")} told by ${plural(articles, "article")}`),
    stories.length ? null : make("p", { class: "empty" }, "No two articles tell the same story."),
    make("ol", { class: "stories" }, worst.slice(0, STORIES_SHOWN).map((story) => make("li", {},
      make("a", { href: `#/story/${story.number}` }, titleOf(story)),
      make("span", { class: "muted" }, `${plural(story.articles.length, "version")}, ${plural(gravity(story), "alteration")} that change${gravity(story) === 1 ? "s" : ""} the story`)))),
    told.alone ? make("p", { class: "muted" }, `${plural(told.alone, "article tells", "articles tell")} a story that no other tells.`) : null,
    worst.length > STORIES_SHOWN ? make("p", { class: "muted" }, `The ${STORIES_SHOWN} most altered are listed.`) : null);
}

function gravity(story) {
  return story.pairs.reduce((sum, pair) => sum + pair.grave, 0);
}

function titleOf(story) {
  const copies = new Set(story.lineage.filter(({ source }) => source !== null).map(({ copy }) => copy));
  return nameOf(story.articles.find((article) => !copies.has(article)) ?? story.articles[0]);
}

// ---- one story -----------------------------------------------------------------------------------------

function storyView(number, pairNumber) {
  const story = stories[number];
  if (!story) return lost();
  view.story = story;
  view.pair = story.pairs[pairNumber] || [...story.pairs].sort(byWeight(story))[0] || null;
  view.at = -1;
  refill(byId("main"),
    stories.length > 1 ? make("nav", { class: "trail", "aria-label": "Stories" }, make("a", { href: "#/" }, "← All stories")) : "",
    make("h1", {}, letters(titleOf(story), 140)),
    make("p", { class: "muted" }, `${plural(story.articles.length, "version")} of one story.`),
    make("div", { class: story.ranking.length ? "summary even" : "summary one" }, lineagePanel(story), rankingPanel(story)),
    pairsPanel(story),
    view.pair ? pairPanel() : make("p", { class: "empty" }, "No two of these versions could be aligned."),
    keysHelp([["n p", "next, previous alteration"], ["Esc", "all stories"]]));
  drawLineage();
  if (view.pair) drawPair();
}

// The pair to begin with: a copy and its source before mere siblings, then the most altered.
function byWeight(story) {
  const derived = (pair) => story.lineage.some(({ copy, source }) => source !== null && [copy, source].every((article) => [pair.a, pair.b].includes(article)));
  return (left, right) => derived(right) - derived(left) || right.grave - left.grave || right.aligned - left.aligned;
}

function rankingPanel(story) {
  if (!story.ranking.length) return null;
  return make("section", { class: "panel", "aria-labelledby": "ranking-title" },
    make("h2", { id: "ranking-title" }, "How far each version can be relied on"),
    make("ol", { class: "standings" }, story.ranking.map(([article, reliability, because]) => make("li", {},
      make("b", { class: "id" }, nameOf(article)),
      reliability === null ? make("span", { class: "muted" }, "not scored") : make("span", { class: "gauge", "data-tone": "translated" }, bar("", reliability / 100), make("b", {}, String(Math.round(reliability)))),
      because ? make("span", { class: "muted" }, capital(because)) : null))));
}

function lineagePanel(story) {
  return make("section", { class: "panel", "aria-labelledby": "lineage-title" },
    make("h2", { id: "lineage-title" }, "Who derives from whom"),
    make("div", { id: "lineage", tabindex: "0", role: "group", "aria-labelledby": "lineage-title" }),
    story.lineage.length ? make("details", { class: "because", open: matchMedia("(min-width: 60rem)").matches }, make("summary", {}, "The reasons"), make("ul", {}, story.lineage.map(stepInWords))) : null);
}

function stepInWords({ copy, source, probability, because }) {
  const from = source === null ? " has no known source." : [" derives from ", make("b", {}, letters(nameOf(source), 60)), ` (${percent(probability)}).`];
  return make("li", {}, make("b", {}, letters(nameOf(copy), 60)), from, make("span", { class: "muted" }, ` ${because}`));
}

function drawLineage() {
  const place = byId("lineage");
  if (!place || !view.story) return;
  const { nodes, edges, columns, rows } = layOut(view.story);
  const [tall, gapX, gapY] = [44, 64, 14];
  const wide = Math.max(120, Math.min(230, (place.clientWidth - gapX * (columns - 1) - 4) / columns));
  const x = (node) => 2 + node.depth * (wide + gapX);
  const y = (node) => 2 + node.row * (tall + gapY);
  const middle = (node) => y(node) + tall / 2;
  const arrows = edges.map(({ from, to }) => {
    const [x1, x2, bend] = [x(from) + wide, x(to), gapX / 2];
    return [
      draw("path", { d: `M${x1} ${middle(from)}C${x1 + bend} ${middle(from)} ${x2 - bend} ${middle(to)} ${x2 - 5} ${middle(to)}`, class: "edge" }),
      draw("path", { d: `M${x2} ${middle(to)}l-8 -4v8z`, class: "arrowhead" }),
    ];
  });
  const chances = edges.map(({ to, probability }) => draw("text", { x: x(to) - 12, y: middle(to) - 7, "text-anchor": "end", class: "chance" }, percent(probability)));
  const fits = Math.floor((wide - 20) / 7.6);
  const boxes = nodes.map((node) => draw("g", { class: "node" },
    draw("title", {}, nameOf(node.article)),
    draw("rect", { x: x(node), y: y(node), width: wide, height: tall, rx: 6 }),
    draw("text", { x: x(node) + 10, y: y(node) + 19 }, letters(nameOf(node.article), fits)),
    draw("text", { x: x(node) + 10, y: y(node) + 34, class: "sub" }, letters(told.articles[node.article].id, fits))));
  const spoken = view.story.lineage.map(({ copy, source }) => `${nameOf(copy)} ${source === null ? "has no known source" : `derives from ${nameOf(source)}`}`).join("; ");
  const [width, height] = [4 + columns * wide + (columns - 1) * gapX, 4 + rows * tall + (rows - 1) * gapY];
  refill(place, draw("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": `Lineage: ${spoken || "no derivation was found"}.` }, arrows, chances, boxes));
}

// A forest from sources on the left to copies on the right, each leaf in a row of its own.
function layOut(story) {
  const sourceOf = new Map(story.lineage.filter(({ source }) => source !== null).map((step) => [step.copy, step]));
  const nodes = new Map(story.articles.map((article) => [article, { article, depth: 0, row: 0 }]));
  const copiesOf = (article) => story.articles.filter((copy) => sourceOf.get(copy)?.source === article);
  let row = 0;
  const place = (article, depth, above) => {
    const node = nodes.get(article);
    node.depth = depth;
    const copies = copiesOf(article).filter((copy) => !above.has(copy));
    node.row = row;
    for (const copy of copies) place(copy, depth + 1, new Set([...above, copy]));
    if (!copies.length) row += 1;
  };
  for (const article of story.articles) if (!nodes.has(sourceOf.get(article)?.source)) place(article, 0, new Set([article]));
  const edges = [...sourceOf.values()].filter(({ source }) => nodes.has(source)).map(({ copy, source, probability }) => ({ from: nodes.get(source), to: nodes.get(copy), probability }));
  const all = [...nodes.values()];
  return { nodes: all, edges, columns: 1 + Math.max(...all.map((node) => node.depth)), rows: Math.max(1, row) };
}

function pairsPanel(story) {
  const pairs = [...story.pairs].sort(byWeight(story));
  return make("section", { class: "panel", "aria-labelledby": "pairs-title" },
    make("h2", { id: "pairs-title" }, "Pairs of versions"),
    make("ul", { class: "pairs" }, pairs.map((pair) => make("li", {},
      make("a", { href: `#/story/${story.number}/${pair.number}`, "aria-current": pair === view.pair ? "true" : null },
        make("span", {}, letters(nameOf(pair.a), 70)), make("span", {}, letters(nameOf(pair.b), 70)),
        make("span", { class: "muted" }, `${plural(pair.aligned, "sentence")} in common · ${plural(pair.grave, "alteration")}`))))));
}

function pairPanel() {
  const radio = (key, [label, passes]) => {
    const count = view.pair.alterations.filter(passes).length;
    const input = make("input", { type: "radio", name: "filter", value: key, onchange: () => { view.filter = key; view.at = -1; drawPair(); } });
    input.checked = view.filter === key;
    return make("label", { class: "radio" }, input, ` ${label} (${count})`);
  };
  const only = make("input", { type: "checkbox", id: "only", onchange: (event) => { view.onlyChanged = event.target.checked; drawPair(); } });
  only.checked = view.onlyChanged;
  return make("section", { class: "pair", "aria-labelledby": "pair-title" },
    make("h2", { id: "pair-title" }, "Side by side"),
    make("div", { class: "pair-controls" },
      make("fieldset", {}, make("legend", { class: "quiet" }, "Which alterations"), Object.entries(FILTERS).map(([key, filter]) => radio(key, filter))),
      make("label", { class: "radio" }, only, " Hide what was not altered"),
      make("span", { class: "turn" },
        make("button", { type: "button", id: "previous", onclick: () => visit(view.at < 0 ? -1 : view.at - 1) }, "Previous"),
        make("span", { id: "where", class: "muted" }),
        make("button", { type: "button", id: "next", onclick: () => visit(view.at + 1) }, "Next"))),
    make("p", { class: "legend" }, Object.keys(GROUP_NAMES).map((group) => make("span", { "data-tone": TONES[group] }, make("i", { class: "swatch" }), GROUP_NAMES[group]))),
    make("div", { id: "sides" }));
}

// Rows in the order of the first version; what only the second has follows the sentence before it.
function rowsOf(pair) {
  const [a, b] = [version(pair.a), version(pair.b)];
  const linkOfA = new Map(pair.links.flatMap((link) => link[0].map((sentence) => [sentence, link])));
  const inB = new Set(pair.links.flatMap((link) => link[1]));
  const rows = [];
  const rowOfB = new Map();
  const done = new Set();
  let reached = -1;
  a.sentences.forEach((_, sentence) => {
    const link = linkOfA.get(sentence);
    if (done.has(link)) return;
    if (!link) return void rows.push({ a: [sentence], b: [] });
    done.add(link);
    const row = { a: link[0], b: link[1], moved: link[1][0] < reached };
    reached = Math.max(reached, ...link[1]);
    rows.push(row);
    for (const answered of link[1]) rowOfB.set(answered, row);
  });
  b.sentences.forEach((_, sentence) => {
    if (inB.has(sentence)) return;
    const row = { a: [], b: [sentence] };
    rows.splice(rows.indexOf(rowOfB.get(sentence - 1)) + 1, 0, row);
    rowOfB.set(sentence, row);
  });
  return rows;
}

function drawPair() {
  const { pair } = view;
  const passes = FILTERS[view.filter][1];
  const shown = pair.alterations.filter(passes);
  const noted = new Set();
  view.notes = [];
  const head = make("div", { class: "row heads" }, sideHead("A", pair.a), sideHead("B", pair.b));
  const rows = rowsOf(pair).map((row) => drawRow(row, shown, noted)).filter(Boolean);
  refill(byId("sides"), head, ...rows, shown.length ? "" : make("p", { class: "empty" }, "Nothing of this kind was altered between these two versions."));
  byId("where").textContent = view.notes.length ? `${view.at + 1 || "–"} of ${view.notes.length}` : "none";
  for (const id of ["previous", "next"]) byId(id).disabled = !view.notes.length;
}

function sideHead(side, number) {
  return make("div", { class: "side-head" }, make("b", {}, `${side}: ${nameOf(number)}`), make("span", { class: "muted id" }, told.articles[number].id));
}

function drawRow(row, shown, noted) {
  const cells = ["a", "b"].map((side) => ({ side, spans: row[side].map((sentence) => version(view.pair[side]).sentences[sentence]) }));
  const touching = shown.filter((alteration) => cells.some(({ side, spans }) => alteration[side] && spans.some((span) => span.start < alteration[side].end && alteration[side].start < span.end)));
  if (view.onlyChanged && !touching.length) return null;
  const fresh = touching.filter((alteration) => !noted.has(alteration));
  for (const alteration of fresh) noted.add(alteration);
  const wording = fresh.filter(({ group }) => group === "wording");
  const notes = fresh.filter(({ group }) => group !== "wording").map((alteration) => noteOf([alteration], alteration.note));
  if (wording.length) notes.push(noteOf(wording, wording.map(exchange).join(" · ")));
  view.notes.push(...notes);
  return make("div", { class: "row" },
    cells.map(({ side, spans }) => make("div", { class: spans.length ? "cell" : "cell none", "data-side": side.toUpperCase() },
      row.moved && side === "b" ? make("span", { class: "moved" }, "moved from another place") : null,
      spans.length ? spans.map((span, number) => [number ? " " : "", sentenceNodes(side, span, touching)]) : make("span", { class: "muted" }, "nothing here"))),
    notes.length ? make("ul", { class: "notes" }, notes) : null);
}

function noteOf(alterations, words) {
  const [{ kind, group }] = alterations;
  const decisive = alterations.some(({ severity }) => severity === "decisive");
  const node = make("li", { tabindex: "-1", "data-tone": TONES[group], "data-alterations": alterations.map(({ order }) => order).join(" ") },
    make("b", {}, KINDS[kind] || kind), decisive ? make("span", { class: "kind" }, "decisive") : null, make("span", {}, words));
  lightsUp(node, alterations);
  return node;
}

// Synonyms come in dozens: one line for a passage.
function exchange({ a, b, note }) {
  if (!a || !b) return note;
  const words = (side, span) => letters(version(view.pair[side]).text.slice(span.start, span.end), 40);
  return `${words("a", a)} → ${words("b", b)}`;
}

// What belongs together lights up together: the words on both sides and the note below them.
function lightsUp(node, alterations) {
  const light = (current) => {
    for (const { order } of alterations) {
      for (const other of document.querySelectorAll(`#sides [data-alterations~="${order}"]`)) other.classList.toggle("current", current);
    }
  };
  for (const event of ["mouseenter", "focus"]) node.addEventListener(event, () => light(true));
  for (const event of ["mouseleave", "blur"]) node.addEventListener(event, () => light(false));
}

function sentenceNodes(side, sentence, touching) {
  const { text } = version(view.pair[side]);
  const spans = touching.filter((alteration) => alteration[side]).map((alteration) => ({ ...alteration[side], alteration }));
  return [...cut(sentence.start, sentence.end, spans)].map(({ from, to, covering }) => {
    const words = text.slice(from, to);
    if (!covering.length) return words;
    const main = covering.map(({ alteration }) => alteration).reduce((x, y) => (SEVERITIES.indexOf(y.severity) < SEVERITIES.indexOf(x.severity) ? y : x));
    const node = make("mark", { class: GROUPS.passage.includes(main.kind) ? "weak" : main.severity, "data-tone": TONES[main.group], "data-alterations": covering.map(({ alteration }) => alteration.order).join(" "), tabindex: "0" }, words);
    tip.attach(node, () => covering.map(({ alteration }) => make("div", { class: "reason-of", "data-tone": TONES[alteration.group] },
      make("b", {}, KINDS[alteration.kind] || alteration.kind), make("span", { class: "kind" }, alteration.severity), make("p", {}, alteration.note))));
    lightsUp(node, covering.map(({ alteration }) => alteration));
    return node;
  });
}

function visit(number) {
  if (!view.notes.length) return;
  view.at = (number + view.notes.length) % view.notes.length;
  const note = view.notes[view.at];
  note.closest(".row").scrollIntoView({ block: "center" });
  note.focus({ preventScroll: true });
  byId("where").textContent = `${view.at + 1} of ${view.notes.length}`;
  say(note.textContent);
}

function lost() {
  refill(byId("main"), make("p", { class: "empty" }, "There is no such page in this report. "), make("a", { href: "#/" }, "All stories"));
}

// ---- routes and keys -----------------------------------------------------------------------------------

let began = false;
function show() {
  tip.hide();
  const [, story, , pair] = location.hash.match(/^#\/story\/(\d+)(\/(\d+))?$/) || [];
  if (story !== undefined) storyView(Number(story), pair === undefined ? -1 : Number(pair));
  else if (stories.length === 1) storyView(0, -1);
  else listView();
  if (began && pair !== undefined) byId("pair-title")?.scrollIntoView();
  else scrollTo(0, 0);
  if (began) byId("main").focus({ preventScroll: true });
  began = true;
}

addEventListener("hashchange", show);
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !byId("tip").hidden) return tip.hide();
  if (isTyping(event) && event.target.type !== "radio" && event.target.type !== "checkbox") return;
  if (event.key === "Escape") location.hash = "#/";
  else if (view.pair && event.key === "n") visit(view.at + 1);
  else if (view.pair && event.key === "p") visit(view.at < 0 ? -1 : view.at - 1);
});
addEventListener("resize", drawLineage);
byId("top").append(make("a", { href: "#/", class: "brand" }, "Twicetold"), make("span", { class: "muted" }, told.made));
byId("foot").append(make("p", { class: "muted" }, told.meaning), make("p", { class: "muted" }, "Everything shown is in this file; it sends nothing anywhere."));
show();
