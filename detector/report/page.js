// The report on a batch: the overview (#/), an article (#/article/N) and a marker (#/marker/ID).

const about = island("about");
const VERDICTS = {
  human: "Human",
  unclear: "Unclear",
  translated: "Translated",
  spun: "Spun",
  llm: "LLM-rewritten",
  unscored: "Not scored",
};
const STATUSES = { scored: "scored", abstained: "abstained", unreadable: "unreadable", quarantined: "set aside after a crash" };
const CAUSES = { p_translated: "translated", p_spun: "spun", p_llm: "LLM" };
const HEADS = { p_human: "human", p_translated: "translated", p_spun: "spun", p_llm: "llm" };
const TONES = { translation: "translated", spin: "spun", llm: "llm", scrape: "scrape" };
const SEVERITIES = ["decisive", "strong", "weak"];
const PLACES = ["narrative", "quotation", "furniture"];
const PAGE_SIZE = 50;
const BINS = 20;
const LISTED_UNREAD = 12;

const articles = readRows(island("rows"));
const markersById = new Map(about.markers.map((marker) => [marker.id, marker]));

function readRows({ fields, rows }) {
  return rows.map((row, index) => {
    const article = Object.fromEntries(fields.map((field, column) => [field, row[column]]));
    article.index = index;
    article.name = article.title || article.id;
    article.cause = article.reliability === null ? null : Object.keys(CAUSES).reduce((a, b) => (article[b] > article[a] ? b : a));
    return article;
  });
}

const chunks = new Map();
function entryOf(index) {
  const number = Math.floor(index / about.chunk);
  if (!chunks.has(number)) chunks.set(number, island(`texts-${number}`));
  return chunks.get(number)[index % about.chunk];
}

function textOf(index) {
  const entry = entryOf(index);
  return typeof entry === "string" ? "" : entry[0];
}

// ---- the state of the overview -------------------------------------------------------------------------

const COLUMNS = [
  { key: "rank", label: "Rank", of: (article) => article.rank },
  { key: "reliability", label: "Reliability", of: (article) => article.reliability },
  { key: "verdict", label: "Verdict", of: (article) => Object.keys(VERDICTS).indexOf(article.verdict) },
  { key: "cause", label: "Likeliest cause", of: (article) => (article.cause ? article[article.cause] : null), descends: true },
  { key: "name", label: "Article", of: (article) => article.name },
  { key: "evidence", label: "Strongest evidence", of: (article) => (article.reliability === null ? null : article.evidence_count), descends: true },
  { key: "words", label: "Words", of: (article) => article.words, descends: true },
];
const view = { column: "rank", descending: false, page: 0, query: "", verdicts: new Set(), status: "", evidence: "", shown: articles };
const collator = new Intl.Collator("en", { numeric: true });
let searchable = null;

// Titles, names and reasons come first; the texts join when something is searched for the first time.
function haystack(index) {
  searchable ||= articles.map((article) => {
    const quote = article.strongest ? article.strongest[1] : "";
    return [article.title, article.id, article.path, article.reason, quote, textOf(article.index)].join("\n").toLowerCase();
  });
  return searchable[index];
}

function passes(article, words) {
  if (view.verdicts.size && !view.verdicts.has(article.verdict)) return false;
  if (view.status && article.status !== view.status) return false;
  if (view.evidence === "any" && !article.markers.length) return false;
  if (view.evidence === "none" && article.markers.length) return false;
  if (view.evidence.startsWith("family:") && !article.markers.some((number) => about.markers[number].family === view.evidence.slice(7))) return false;
  if (view.evidence.startsWith("marker:") && !article.markers.some((number) => about.markers[number].id === view.evidence.slice(7))) return false;
  return words.every((word) => haystack(article.index).includes(word));
}

function compareBy(column, descending) {
  const sign = descending ? -1 : 1;
  return (left, right) => {
    const [a, b] = [column.of(left), column.of(right)];
    if (a === null || b === null) return (a === null) - (b === null); // what has no value stands last, either way
    const order = typeof a === "string" ? collator.compare(a, b) : a - b;
    return sign * order || left.index - right.index;
  };
}

function choose() {
  const words = view.query.toLowerCase().split(/\s+/).filter(Boolean);
  const column = COLUMNS.find(({ key }) => key === view.column);
  view.shown = articles.filter((article) => passes(article, words)).sort(compareBy(column, view.descending));
  view.page = Math.min(view.page, Math.max(0, Math.ceil(view.shown.length / PAGE_SIZE) - 1));
}

function change(changes) {
  Object.assign(view, { page: 0 }, changes);
  choose();
  drawTable();
}

function sortBy(key) {
  const column = COLUMNS.find((candidate) => candidate.key === key);
  change({ column: key, descending: view.column === key ? !view.descending : Boolean(column.descends) });
  say(`Sorted by ${column.label.toLowerCase()}, ${view.descending ? "descending" : "ascending"}.`);
}

// ---- pieces that several views share -------------------------------------------------------------------

function chip(verdict) {
  return make("span", { class: "chip", "data-tone": verdict }, VERDICTS[verdict]);
}

function reliabilityBar(article) {
  if (article.reliability === null) return make("span", { class: "muted" }, "–");
  const number = Math.round(article.reliability);
  return make("span", { class: "gauge", "data-tone": article.verdict }, bar("", article.reliability / 100), make("b", {}, String(number)));
}

function evidenceInWords(article) {
  if (article.reliability === null) return make("span", { class: "muted" }, article.reason || "Not scored.");
  if (!article.strongest) return make("span", { class: "muted" }, article.verdict === "human" ? "No sign of a machine" : "No single sign; the style as a whole");
  const marker = about.markers[article.strongest[0]];
  const more = article.evidence_count - 1;
  return [
    make("span", { class: "sign", "data-tone": TONES[marker.family] }, marker.title),
    make("q", {}, article.strongest[1]),
    more > 0 ? make("span", { class: "muted" }, ` and ${more} more`) : null,
  ];
}

function meaning() {
  return make("aside", { class: "meaning", "aria-labelledby": "meaning-title" },
    make("h2", { id: "meaning-title" }, "What the score means"),
    make("p", {}, about.meaning));
}

// ---- overview ------------------------------------------------------------------------------------------

function overview() {
  const main = byId("main");
  choose();
  refill(main,
    make("h1", {}, `How far ${plural(about.total, "article", "articles")} can be relied on`),
    meaning(),
    make("div", { class: "summary" }, verdictPanel(), distributionPanel()),
    make("section", { "aria-labelledby": "ranking-title" },
      make("h2", { id: "ranking-title" }, "Ranking"), controls(), make("div", { id: "table" }), make("div", { id: "pager" })),
    unreadPanel(),
    keysHelp([["/", "search"], ["j k", "next, previous article"], ["Enter", "open"]]),
  );
  drawTable();
  drawDistribution();
}

function verdictPanel() {
  const counts = countBy(articles, (article) => article.verdict);
  const largest = Math.max(...counts.values(), 1);
  const rows = Object.keys(VERDICTS).filter((verdict) => counts.get(verdict)).map((verdict) =>
    make("button", { type: "button", class: "count", "data-tone": verdict, "data-verdict": verdict, "aria-pressed": String(view.verdicts.has(verdict)), onclick: (event) => toggleVerdict(verdict, event.currentTarget) },
      make("span", {}, VERDICTS[verdict]), bar("", counts.get(verdict) / largest), make("b", {}, counts.get(verdict).toLocaleString("en"))));
  const statuses = Object.entries(about.counts).filter(([, count]) => count).map(([status, count]) => `${count.toLocaleString("en")} ${STATUSES[status]}`);
  const hidden = about.total - articles.length;
  return make("section", { class: "panel", "aria-labelledby": "verdicts-title" },
    make("h2", { id: "verdicts-title" }, "Verdicts"),
    make("p", { class: "muted" }, "Press one to see only its articles."),
    rows,
    make("p", { class: "statuses" }, `Of ${plural(about.total, "input", "inputs")}: ${statuses.join(", ")}.`),
    hidden ? make("p", { class: "statuses" }, `This page lists the ${articles.length.toLocaleString("en")} least reliable; the other ${hidden.toLocaleString("en")} are in the csv, jsonl or parquet output.`) : null);
}

function countBy(items, key) {
  const counts = new Map();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) || 0) + 1);
  return counts;
}

function toggleVerdict(verdict, button) {
  const verdicts = new Set(view.verdicts);
  if (!verdicts.delete(verdict)) verdicts.add(verdict);
  button.setAttribute("aria-pressed", String(verdicts.has(verdict)));
  change({ verdicts });
}

function distributionPanel() {
  return make("section", { class: "panel", "aria-labelledby": "distribution-title" },
    make("h2", { id: "distribution-title" }, "Distribution"),
    make("p", { class: "muted" }, "Articles by reliability, coloured by verdict."),
    make("div", { id: "distribution" }));
}

function drawDistribution() {
  const place = byId("distribution");
  if (!place) return;
  const scored = articles.filter((article) => article.reliability !== null);
  const [width, height, foot, side] = [Math.max(260, place.clientWidth), 190, 34, 34];
  const bins = Array.from({ length: BINS }, () => new Map());
  for (const article of scored) {
    const bin = bins[Math.min(BINS - 1, Math.floor((article.reliability * BINS) / 100))];
    bin.set(article.verdict, (bin.get(article.verdict) || 0) + 1);
  }
  const totals = bins.map((bin) => [...bin.values()].reduce((sum, count) => sum + count, 0));
  const top = niceCeiling(Math.max(...totals, 1));
  const step = (width - side) / BINS;
  const scale = (height - foot - 8) / top;
  const shapes = [];
  for (const tick of new Set([0, top / 2, top].map(Math.floor))) {
    const y = height - foot - tick * scale;
    shapes.push(draw("line", { x1: side, x2: width, y1: y, y2: y, class: "grid" }));
    shapes.push(draw("text", { x: side - 6, y: y + 4, "text-anchor": "end" }, tick.toLocaleString("en")));
  }
  bins.forEach((bin, number) => {
    let y = height - foot;
    for (const verdict of Object.keys(VERDICTS)) {
      if (!bin.get(verdict)) continue;
      const tall = bin.get(verdict) * scale;
      y -= tall;
      shapes.push(draw("rect", { x: side + number * step + 1, y, width: step - 2, height: tall, "data-tone": verdict },
        draw("title", {}, `${(number * 100) / BINS} to ${((number + 1) * 100) / BINS}: ${bin.get(verdict)} ${VERDICTS[verdict].toLowerCase()}`)));
    }
  });
  for (const mark of [0, 25, 50, 75, 100]) {
    shapes.push(draw("text", { x: side + (mark / 100) * (width - side), y: height - foot + 16, "text-anchor": mark === 100 ? "end" : mark ? "middle" : "start" }, String(mark)));
  }
  shapes.push(draw("text", { x: side, y: height - 2 }, "← rely on it less"), draw("text", { x: width, y: height - 2, "text-anchor": "end" }, "more →"));
  const spoken = bins.map((_, number) => (totals[number] ? `${(number * 100) / BINS} to ${((number + 1) * 100) / BINS}: ${totals[number]}` : "")).filter(Boolean);
  refill(place, draw("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": `Number of articles by reliability. ${spoken.join("; ")}.` }, shapes));
}

function niceCeiling(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return Math.max(2, [1, 2, 4, 6, 8, 10].map((factor) => factor * power).find((candidate) => candidate >= value));
}

function controls() {
  let pending = 0;
  const search = make("input", { type: "search", id: "search", placeholder: "Search titles, names and texts", autocomplete: "off", spellcheck: "false",
    oninput: (event) => { clearTimeout(pending); pending = setTimeout(() => change({ query: event.target.value }), 150); } });
  search.value = view.query;
  const status = choice("status", [["", "Any status"], ...Object.keys(STATUSES).filter((name) => about.counts[name]).map((name) => [name, capital(STATUSES[name])])], view.status, (value) => change({ status: value }));
  const sort = choice("sort", COLUMNS.map(({ key, label }) => [key, label]), view.column, (value) => { view.column = ""; sortBy(value); });
  return make("div", { class: "controls", role: "search" },
    labelled("Search", search), labelled("Evidence", evidenceChoice()), labelled("Status", status), make("span", { class: "narrow" }, labelled("Sort by", sort)));
}

function labelled(text, control) {
  return make("label", {}, make("span", {}, text), control);
}

function choice(id, options, chosen, changed) {
  const select = make("select", { id, onchange: (event) => changed(event.target.value) }, options.map(([value, label]) => make("option", { value }, label)));
  select.value = chosen;
  return select;
}

function evidenceChoice() {
  const carried = countBy(articles.flatMap((article) => article.markers), (number) => about.markers[number]);
  const select = choice("evidence", [["", "With or without"], ["any", "With evidence"], ["none", "Without evidence"]], "", (value) => change({ evidence: value }));
  for (const [family, title] of Object.entries(about.families)) {
    const members = [...carried].filter(([marker]) => marker.family === family).sort((a, b) => b[1] - a[1]);
    if (!members.length) continue;
    select.append(make("optgroup", { label: title },
      make("option", { value: `family:${family}` }, `Any of: ${title}`),
      members.map(([marker, count]) => make("option", { value: `marker:${marker.id}` }, `${marker.title} (${count})`))));
  }
  select.value = view.evidence;
  return select;
}

function drawTable(all = false) {
  const from = all ? 0 : view.page * PAGE_SIZE;
  const rows = view.shown.slice(from, all ? undefined : from + PAGE_SIZE);
  const head = COLUMNS.map(({ key, label }) => {
    const active = view.column === key;
    const arrow = active ? (view.descending ? "↓" : "↑") : "";
    return make("th", { scope: "col", role: "columnheader", class: key, "aria-sort": active ? (view.descending ? "descending" : "ascending") : "none" },
      make("button", { type: "button", "data-sort": key, onclick: () => resort(key) }, label, make("span", { class: "arrow", "aria-hidden": "true" }, arrow)));
  });
  refill(byId("table"), rows.length
    ? make("table", { role: "table", "aria-labelledby": "ranking-title" },
        make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, head)),
        make("tbody", { role: "rowgroup" }, rows.map(tableRow)))
    : make("p", { class: "empty" }, "No article matches. ", make("button", { type: "button", onclick: clearFilters }, "Clear the filters")));
  drawPager(from, rows.length);
}

function resort(key) {
  sortBy(key);
  document.querySelector(`[data-sort="${key}"]`)?.focus();
}

function clearFilters() {
  Object.assign(view, { query: "", verdicts: new Set(), status: "", evidence: "", page: 0 });
  overview();
  byId("search").focus();
}

function tableRow(article) {
  const cell = (key, ...content) => make("td", { role: "cell", class: key }, content);
  const sub = article.title ? make("span", { class: "muted id" }, article.id) : null;
  return make("tr", { role: "row", onclick: (event) => { if (!event.target.closest("a")) location.hash = `#/article/${article.index}`; } },
    cell("rank", String(article.rank ?? "–")),
    cell("reliability", reliabilityBar(article)),
    cell("verdict", chip(article.verdict)),
    cell("cause", causeInWords(article)),
    cell("name", make("a", { href: `#/article/${article.index}` }, article.name), sub),
    cell("evidence", evidenceInWords(article)),
    cell("words", (article.words || 0).toLocaleString("en")));
}

function causeInWords(article) {
  if (article.cause === null) return make("span", { class: "muted" }, "–");
  return make("span", { class: article.verdict === "human" ? "muted" : null }, `${CAUSES[article.cause]} ${percent(article[article.cause])}`);
}

function drawPager(from, count) {
  const total = view.shown.length;
  const turn = (step) => { view.page += step; drawTable(); byId("table").scrollIntoView({ block: "start" }); rowLinks()[0]?.focus({ preventScroll: true }); };
  const last = Math.ceil(total / PAGE_SIZE) - 1;
  refill(byId("pager"),
    make("span", {}, total ? `${(from + 1).toLocaleString("en")}–${(from + count).toLocaleString("en")} of ${plural(total, "article")}` : "No articles"),
    make("span", { class: "turn" },
      make("button", { type: "button", disabled: view.page <= 0, onclick: () => turn(-1) }, "Previous"),
      make("button", { type: "button", disabled: view.page >= last, onclick: () => turn(1) }, "Next")));
}

function unreadPanel() {
  const unread = articles.filter((article) => article.status !== "scored");
  if (!unread.length) return null;
  unread.sort((a, b) => (a.status === "abstained") - (b.status === "abstained") || a.index - b.index);
  return make("section", { class: "unread", "aria-labelledby": "unread-title" },
    make("h2", { id: "unread-title" }, `Not scored: ${unread.length.toLocaleString("en")}`),
    make("ul", {}, unread.slice(0, LISTED_UNREAD).map((article) => make("li", {},
      make("a", { href: `#/article/${article.index}` }, article.name), make("span", { class: "status" }, STATUSES[article.status]), make("span", { class: "muted" }, article.reason)))),
    unread.length > LISTED_UNREAD ? make("button", { type: "button", onclick: showUnread }, `Show all ${unread.length.toLocaleString("en")} in the table`) : null);
}

function showUnread() {
  Object.assign(view, { query: "", verdicts: new Set(["unscored"]), status: "", evidence: "", page: 0 });
  overview();
  byId("ranking-title").scrollIntoView();
}

// ---- article -------------------------------------------------------------------------------------------

const reading = { index: 0, weak: false, marks: [], at: -1 };

function articleView(index) {
  const article = articles[index];
  if (!article) return lost();
  reading.index = index;
  reading.at = -1;
  const entry = entryOf(index);
  refill(byId("main"),
    make("nav", { class: "trail", "aria-label": "Articles" }, make("a", { href: "#/" }, "← All articles"), neighbours(index)),
    articleHead(article),
    meaning(),
    typeof entry === "string" ? make("p", { class: "empty" }, entry) : articleBody(article, readEntry(entry)),
    keysHelp([["n p", "next, previous sign"], ["j k", "next, previous article"], ["Esc", "back"]]));
}

function readEntry([text, evidence, furniture, passages, contributions]) {
  return {
    text: new Text(text),
    evidence: evidence.map(([marker, start, length, severity, place, note], number) => ({
      number, start, end: start + length, marker: about.markers[marker], severity: SEVERITIES[severity], place: PLACES[place], note,
    })),
    furniture: furniture.map(([start, length, kind]) => ({ start, end: start + length, kind: about.kinds[kind] })),
    passages: passages.map(([start, length, probability]) => ({ start, end: start + length, probability })),
    cause: contributions[0],
    contributions: contributions.slice(1).map(([feature, value]) => ({ words: about.features[feature], value })),
  };
}

function neighbours(index) {
  const place = view.shown.findIndex((article) => article.index === index);
  const link = (step, label) => {
    const article = place < 0 ? null : view.shown[place + step];
    return article ? make("a", { href: `#/article/${article.index}`, class: "step" }, label) : make("span", { class: "step muted" }, label);
  };
  return make("span", { class: "steps" }, link(-1, "Previous"), link(1, "Next"));
}

function articleHead(article) {
  const facts = [
    article.title ? article.id : null,
    article.path && article.path !== article.id ? article.path : null,
    article.rank ? `rank ${article.rank.toLocaleString("en")} of ${about.total.toLocaleString("en")}` : null,
    article.words ? plural(article.words, "word") : null,
    article.language && article.language !== "en" ? `language ${article.language}` : null,
    article.sha256 ? `sha256 ${article.sha256.slice(0, 12)}…` : null,
  ].filter(Boolean);
  return make("header", { class: "article-head" },
    make("div", { class: "verdict-line" }, chip(article.verdict), article.reliability === null ? null : make("span", { class: "score" }, "Reliability ", reliabilityBar(article))),
    make("h1", {}, article.name),
    make("p", { class: "facts muted" }, facts.join(" · ")),
    article.reason ? make("p", { class: "reason" }, article.reason) : null);
}

function articleBody(article, entry) {
  const text = make("div", { class: "text", id: "text" });
  const panel = make("div", { class: "side" });
  const paint = () => {
    drawText(text, entry);
    refill(panel, probabilities(article), evidenceList(entry, paint), passageList(entry), contributions(entry));
  };
  paint();
  return make("div", { class: "article" }, make("article", { "aria-label": "Text of the article" }, legend(), text), panel);
}

function legend() {
  const families = Object.keys(about.families).map((family) => make("span", { "data-tone": TONES[family] }, make("i", { class: "swatch" }), FAMILY_SHORT[family]));
  const severities = SEVERITIES.map((severity) => make("span", {}, make("span", { class: `sample ${severity}`, "data-tone": "scrape" }, severity)));
  return make("p", { class: "legend" }, families, severities, make("span", { class: "passage" }, "reads like machine text"), make("span", { class: "furniture" }, "page furniture"));
}

const FAMILY_SHORT = { translation: "translation", spin: "spinning", llm: "LLM", scrape: "scraping" };

function isShown(piece) {
  return reading.weak || (piece.severity !== "weak" && piece.place === "narrative");
}

function drawText(place, { text, evidence, furniture, passages }) {
  const spans = [...furniture, ...passages, ...evidence.filter(isShown)];
  const nodes = [];
  reading.marks = [];
  const first = new Set();
  for (const { from, to, covering } of cut(0, text.length, spans)) {
    const pieces = covering.filter((span) => span.marker);
    const words = text.slice(from, to);
    let node = words;
    if (pieces.length) {
      node = markOf(pieces, words, pieces.some((piece) => !first.has(piece.number)));
      for (const piece of pieces) if (!first.has(piece.number)) { first.add(piece.number); reading.marks.push({ node, piece }); }
    }
    const block = covering.find((span) => span.kind);
    if (block) node = make("span", { class: `furniture ${block.kind}` }, node);
    const passage = passages.findIndex((span) => covering.includes(span));
    nodes.push(passage < 0 ? node : make("span", { class: "passage", "data-passage": passage, title: passageInWords(passages[passage]) }, node));
  }
  refill(place, nodes);
}

function markOf(pieces, words, focusable) {
  const main = pieces.reduce((a, b) => (SEVERITIES.indexOf(b.severity) < SEVERITIES.indexOf(a.severity) ? b : a));
  const node = make("mark", {
    class: main.place === "narrative" ? main.severity : `${main.severity} aside`,
    "data-tone": TONES[main.marker.family],
    "data-evidence": pieces.map((piece) => piece.number).join(" "),
    tabindex: focusable ? "0" : null,
  }, words);
  tip.attach(node, () => pieces.map(reasonInWords));
  for (const event of ["mouseenter", "focus"]) node.addEventListener(event, () => spread(pieces, true));
  for (const event of ["mouseleave", "blur"]) node.addEventListener(event, () => spread(pieces, false));
  return node;
}

// Where signs overlap a text is cut into several marks; pointing at one shows how far its signs reach.
function spread(pieces, current) {
  for (const { number } of pieces) {
    for (const node of document.querySelectorAll(`mark[data-evidence~="${number}"]`)) node.classList.toggle("current", current);
  }
}

const PLACE_NOTES = { narrative: "", quotation: "Inside a quotation: the speaker's words, so it does not count.", furniture: "On the page around the article, so it does not count." };

function reasonInWords(piece) {
  return make("div", { class: "reason-of", "data-tone": TONES[piece.marker.family] },
    make("b", {}, piece.marker.title),
    make("span", { class: "kind" }, `${FAMILY_SHORT[piece.marker.family]}, ${piece.severity}`),
    piece.note ? make("p", {}, piece.note) : null,
    piece.marker.why ? make("p", {}, piece.marker.why) : null,
    PLACE_NOTES[piece.place] ? make("p", {}, PLACE_NOTES[piece.place]) : null);
}

function probabilities(article) {
  if (article.reliability === null) return null;
  return make("section", { class: "panel", "aria-labelledby": "probabilities-title" },
    make("h2", { id: "probabilities-title" }, "Probabilities"),
    Object.entries(HEADS).map(([field, verdict]) => make("div", { class: "count", "data-tone": verdict },
      make("span", {}, VERDICTS[verdict]), bar("", article[field]), make("b", {}, percent(article[field])))));
}

function evidenceList(entry, paint) {
  const shown = entry.evidence.filter(isShown);
  const hidden = entry.evidence.filter((piece) => piece.severity === "weak" || piece.place !== "narrative").length;
  const groups = new Map();
  for (const piece of shown) {
    if (!groups.has(piece.marker)) groups.set(piece.marker, []);
    groups.get(piece.marker).push(piece);
  }
  const ordered = [...groups].sort((a, b) => rankOf(a[1]) - rankOf(b[1]) || b[1].length - a[1].length);
  const toggle = make("input", { type: "checkbox", id: "weak", onchange: (event) => { reading.weak = event.target.checked; paint(); byId("weak").focus(); } });
  toggle.checked = reading.weak;
  return make("section", { class: "panel", "aria-labelledby": "evidence-title" },
    make("h2", { id: "evidence-title" }, "Evidence"),
    hidden ? make("label", { class: "toggle" }, toggle, ` Show what does not count by itself (${hidden})`) : null,
    ordered.length ? make("ul", { class: "signs" }, ordered.map(([marker, pieces]) => evidenceItem(entry, marker, pieces))) : make("p", { class: "muted" }, "No decisive or strong sign in the article's own words."));
}

// How strong a sign is can depend on its surroundings, so the pieces say it rather than their marker.
function rankOf(pieces) {
  return Math.min(...pieces.map((piece) => SEVERITIES.indexOf(piece.severity)));
}

function evidenceItem(entry, marker, pieces) {
  return make("li", { "data-tone": TONES[marker.family] },
    make("a", { href: `#/marker/${encodeURIComponent(marker.id)}` }, marker.title),
    make("span", { class: "kind" }, `${FAMILY_SHORT[marker.family]}, ${SEVERITIES[rankOf(pieces)]}`),
    make("span", { class: "places" }, pieces.slice(0, 12).map((piece) => make("button", { type: "button", class: "place", onclick: () => goTo(piece) }, shorten(entry.text.slice(piece.start, piece.end), 44))),
      pieces.length > 12 ? make("span", { class: "muted" }, ` and ${pieces.length - 12} more`) : null));
}

function shorten(text, length) {
  const line = text.replace(/\s+/g, " ").trim();
  const letters = Array.from(line);
  return letters.length > length ? letters.slice(0, length - 1).join("") + "…" : line;
}

function passageInWords({ probability }) {
  return `Reads like machine text, judged by itself: ${percent(probability)}`;
}

function passageList({ text, passages, cause }) {
  if (!passages.length) return null;
  return make("section", { class: "panel", "aria-labelledby": "passages-title" },
    make("h2", { id: "passages-title" }, "Passages"),
    make("p", { class: "muted" }, "Shaded in the text: read like ", make("b", { "data-tone": cause, class: "toned" }, VERDICTS[cause].toLowerCase()), " text, each judged by itself with its neighbouring sentences, about 100 words."),
    make("ul", { class: "signs" }, passages.map((passage, number) => make("li", { "data-tone": cause },
      make("span", { class: "kind" }, percent(passage.probability)),
      make("button", { type: "button", class: "place", onclick: () => document.querySelector(`[data-passage="${number}"]`).scrollIntoView({ block: "center" }) }, shorten(text.slice(passage.start, passage.end), 60))))));
}

function contributions({ cause, contributions: weighed }) {
  if (!weighed.length) return null;
  const largest = Math.max(...weighed.map(({ value }) => Math.abs(value)));
  return make("section", { class: "panel", "aria-labelledby": "weighed-title" },
    make("h2", { id: "weighed-title" }, "What weighed most in the style"),
    make("p", { class: "muted" }, "Shares of the learned score, against the average article: to the right they speak for ", make("b", { "data-tone": cause, class: "toned" }, VERDICTS[cause].toLowerCase()), ", to the left for ", make("b", { "data-tone": "human", class: "toned" }, "human"), "."),
    make("ul", { class: "weighed" }, weighed.map(({ words, value }) => make("li", { "data-tone": value > 0 ? cause : "human" },
      make("span", {}, words), diverging(value / largest), make("span", { class: "quiet" }, value > 0 ? "speaks for a machine" : "speaks for a human")))));
}

function diverging(share) {
  const filled = make("span", { class: "filled" });
  filled.style.width = `${Math.abs(share) * 50}%`;
  filled.style.left = share < 0 ? `${50 - Math.abs(share) * 50}%` : "50%";
  return make("span", { class: "bar diverging", "aria-hidden": "true" }, filled);
}

function goTo(piece) {
  const found = reading.marks.findIndex((mark) => mark.piece.number === piece.number);
  if (found >= 0) visit(found);
}

function visit(number) {
  if (!reading.marks.length) return;
  reading.at = (number + reading.marks.length) % reading.marks.length;
  const { node } = reading.marks[reading.at];
  node.scrollIntoView({ block: "center" });
  node.focus({ preventScroll: true });
}

// ---- marker --------------------------------------------------------------------------------------------

function markerView(id) {
  const marker = markersById.get(id);
  if (!marker) return lost();
  const number = about.markers.indexOf(marker);
  const count = articles.filter((article) => article.markers.includes(number)).length;
  const list = (title, items) => (items && items.length ? make("section", {}, make("h2", {}, title), make("ul", {}, items.map((item) => make("li", {}, item)))) : null);
  refill(byId("main"),
    make("nav", { class: "trail", "aria-label": "Where you are" }, make("a", { href: "#/" }, "← All articles"),
      make("a", { href: `#/article/${reading.index}` }, `← ${shorten(articles[reading.index].name, 40)}`)),
    make("div", { class: "marker-page", "data-tone": TONES[marker.family] },
      make("p", { class: "kind" }, `${about.families[marker.family]} · ${marker.severity}: ${about.severities[marker.severity]}`),
      make("h1", {}, marker.title),
      marker.why ? make("section", {}, make("h2", {}, "Why a machine leaves this"), make("p", {}, marker.why)) : null,
      list("Often mistaken for it", marker.look_alikes),
      list("It fires on", marker.fires),
      list("It stays quiet on", marker.quiet),
      list("Measured, hits per 100,000 words", marker.measured),
      marker.source ? make("section", {}, make("h2", {}, "Source"), make("p", {}, marker.source)) : null,
      count ? make("p", {}, make("button", { type: "button", onclick: () => showMarker(id) }, `Show the ${plural(count, "article")} of this report that carry it`)) : null,
      make("p", { class: "muted id" }, `Catalogue name: ${marker.id}`)),
    meaning());
}

function showMarker(id) {
  Object.assign(view, { query: "", verdicts: new Set(), status: "", evidence: `marker:${id}`, page: 0 });
  location.hash = "#/";
}

function lost() {
  refill(byId("main"), make("p", { class: "empty" }, "There is no such page in this report. "), make("a", { href: "#/" }, "All articles"));
}

// ---- routes and keys -----------------------------------------------------------------------------------

const scrolled = { top: 0 };
let route = "";

function show() {
  tip.hide();
  if (route === "overview") scrolled.top = scrollY;
  const [, kind, name] = location.hash.match(/^#\/(article|marker)\/(.+)$/) || [];
  const came = route;
  route = kind || "overview";
  if (kind === "article") articleView(Number(name));
  else if (kind === "marker") markerView(decodeURIComponent(name));
  else overview();
  scrollTo(0, kind ? 0 : scrolled.top);
  if (!came) return;
  const opened = kind ? null : rowLinks().find((link) => link.hash === `#/article/${reading.index}`);
  (opened || byId("main")).focus({ preventScroll: true });
}

function rowLinks() {
  return [...document.querySelectorAll("#table tbody a")];
}

function stepRow(step) {
  const links = rowLinks();
  const at = links.indexOf(document.activeElement);
  (at < 0 ? links[0] : links[Math.max(0, Math.min(links.length - 1, at + step))])?.focus();
}

function stepArticle(step) {
  const place = view.shown.findIndex((article) => article.index === reading.index);
  const next = place < 0 ? null : view.shown[place + step];
  if (next) location.hash = `#/article/${next.index}`;
}

function press(event) {
  if (event.key === "Escape" && !byId("tip").hidden) return tip.hide();
  if (event.key === "Escape" && event.target.id === "search") return byId("search").blur();
  if (isTyping(event)) return;
  const step = { j: 1, k: -1 }[event.key];
  const inTable = event.target.closest?.("#table tbody");
  if (route === "overview") {
    if (event.key === "/") { event.preventDefault(); byId("search").focus(); }
    else if (step) stepRow(step);
    else if (inTable && (event.key === "ArrowDown" || event.key === "ArrowUp")) { event.preventDefault(); stepRow(event.key === "ArrowDown" ? 1 : -1); }
  } else if (event.key === "Escape") location.hash = "#/";
  else if (route === "article") {
    if (step) stepArticle(step);
    else if (event.key === "n") visit(reading.at + 1);
    else if (event.key === "p") visit(reading.at < 0 ? -1 : reading.at - 1);
  }
}

byId("top").append(make("a", { href: "#/", class: "brand" }, "Twicetold"),
  make("span", { class: "muted" }, `${about.made}${about.model ? ` · model ${about.model}` : ""}${about.catalogue ? ` · catalogue ${about.catalogue}` : ""}`));
byId("foot").append(make("p", { class: "muted" }, "Everything shown is in this file; it sends nothing anywhere."));
addEventListener("hashchange", show);
addEventListener("keydown", press);
addEventListener("resize", drawDistribution);
addEventListener("beforeprint", () => { if (route === "overview") drawTable(true); });
addEventListener("afterprint", () => { if (route === "overview") drawTable(); });
show();
