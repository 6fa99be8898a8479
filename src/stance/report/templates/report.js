// Filters, orders and pages the exchanges. Everything is in the file: nothing is ever fetched.

const at = (id) => document.getElementById(id);
const { step, thousands, words } = JSON.parse(at("settings").textContent);
const form = at("filters");
const list = at("list");
const FIELDS = ["q", "municipality", "body", "stance", "reason", "commitment", "show", "reviewed", "sort"];
const PRINTED = 500;
const WEAK = 1;
const REVIEW = 2;
const REVIEWED = 4;

const number = (value) => String(value).replace(/\B(?=(\d{3})+$)/g, thousands);
const fill = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (_, name) => values[name]);

// ---- What the file holds ----

async function unpack(node) {
  const raw = node.textContent;
  const packed = node.hasAttribute("data-packed");
  node.remove(); // Its text would stay in memory beside what is made of it.
  if (!packed) return JSON.parse(raw);
  const bytes = Uint8Array.from(atob(raw), (sign) => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

const parts = [...document.querySelectorAll("script.texts")];
const loading = parts.map(() => null);
const views = [];
const haystacks = [];

// An exchange's place in the report says which part holds its texts.
function load(part) {
  loading[part] ??= unpack(parts[part]).then((found) => {
    found.forEach((view, offset) => {
      const place = part * index.part + offset;
      views[place] = view;
      haystacks[place] = [
        view.recommendation,
        view.pieces.map((one) => one[0]).join(""),
        view.body,
        view.source,
      ].join("\n").toLowerCase();
    });
  });
  return loading[part];
}

const loadAll = () => Promise.all(parts.map((_, part) => load(part)));
let loadedAll = false;
const need = (places) =>
  Promise.all([...new Set(places.map((place) => Math.floor(place / index.part)))].map(load));

// ---- What is asked for ----

let index = null;
let only = null; // The place of the one exchange that a link names.
let limit = step;
let turn = 0;
const made = new Map(); // By place, the article that stands for an exchange.

const wish = () => Object.fromEntries(FIELDS.map((name) => [name, form.elements[name].value]));

function select(wanted) {
  if (only !== null) return [only];
  const tests = [];
  for (const [name, facet] of Object.entries(index.facets)) {
    if (!wanted[name]) continue;
    const value = facet.values.indexOf(wanted[name]);
    tests.push((place) => facet.of[place] === value);
  }
  if (wanted.show === "weak") tests.push((place) => index.flags[place] & WEAK);
  if (wanted.show === "review") tests.push((place) => index.flags[place] & REVIEW);
  if (wanted.show === "sure") tests.push((place) => !(index.flags[place] & REVIEW));
  if (wanted.reviewed === "yes") tests.push((place) => index.flags[place] & REVIEWED);
  if (wanted.reviewed === "no") tests.push((place) => !(index.flags[place] & REVIEWED));
  for (const word of wanted.q.toLowerCase().split(/\s+/).filter(Boolean)) {
    tests.push((place) => haystacks[place].includes(word));
  }
  const order = index.orders[wanted.sort] ?? index.ids.map((_, place) => place);
  return order.filter((place) => tests.every((test) => test(place)));
}

function articleAt(place) {
  if (!made.has(place)) made.set(place, article(views[place], words));
  return made.get(place);
}

// ---- What is shown ----

async function show() {
  const mine = ++turn;
  const wanted = wish();
  if (wanted.q && !loadedAll) {
    at("status").textContent = words.loading;
    await loadAll();
  }
  if (mine !== turn) return; // Somebody typed on meanwhile.
  const found = select(wanted);
  const shown = found.slice(0, limit);
  await need(shown);
  if (mine !== turn) return;
  list.replaceChildren(...shown.map(articleAt));
  const all = only === null && found.length === index.ids.length;
  const values = { found: number(found.length), total: number(index.ids.length) };
  at("status").textContent =
    only !== null ? words.one_shown
    : all && found.length === 1 ? words.found_all_one
    : found.length ? fill(all ? words.found_all : words.found, values)
    : words.none_found;
  at("clear").hidden = only === null && FIELDS.every((name) => !wanted[name]);
  const rest = Math.min(step, found.length - shown.length);
  at("more").hidden = rest <= 0;
  at("more").textContent = fill(words.more, { count: number(rest) });
  document.documentElement.dataset.shown = String(mine); // For tests and measurements.
}

function restart() {
  only = null;
  limit = step;
  const kept = new URLSearchParams(Object.entries(wish()).filter(([, value]) => value));
  history.replaceState(null, "", `#${kept}`);
  return show();
}

// A link's fragment is either a filter (name=value&...) or the name of one exchange.
async function follow(first) {
  const fragment = location.hash.slice(1);
  const place = index.ids.indexOf(fragment);
  const filter = fragment.includes("=") || (fragment === "" && !first); // Back to the beginning.
  if (place < 0 && !filter) return first ? show() : undefined;
  const asked = new URLSearchParams(place < 0 ? fragment : "");
  if (place < 0 || !made.get(place)?.isConnected) {
    for (const name of FIELDS) {
      const field = form.elements[name];
      field.value = asked.get(name) ?? "";
      if (field.selectedIndex === -1) field.value = ""; // No such choice in this report.
    }
    only = place < 0 || step >= index.ids.length ? null : place;
    limit = step;
    await show();
  }
  const target = place < 0 ? at("answers") : articleAt(place);
  target.focus({ preventScroll: true });
  target.scrollIntoView();
  return undefined;
}

// ---- Copying ----

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = element("textarea", { class: "hidden", readonly: "" });
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy"); // Older browsers, and pages opened from disk.
    field.remove();
    return done;
  }
}

async function copyFrom(button, text) {
  const before = button.textContent;
  const said = (await copy(text)) ? words.copied : words.not_copied;
  button.focus();
  button.textContent = said;
  at("said").textContent = said;
  setTimeout(() => {
    button.textContent = before;
    at("said").textContent = "";
  }, 2000);
}

// ---- Start ----

async function start() {
  index = await unpack(at("index"));
  const places = new Map(index.ids.map((id, place) => [id, place]));
  for (const node of list.children) made.set(places.get(node.id), node);
  for (const button of list.querySelectorAll("[data-copy]")) button.hidden = false;
  at("more-filters").open = matchMedia("(min-width: 48rem)").matches;
  form.hidden = at("tools").hidden = false;

  let typing = 0;
  at("q").addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(restart, 60);
  });
  form.addEventListener("change", (event) => event.target.name !== "q" && restart());
  form.addEventListener("submit", (event) => event.preventDefault());
  at("clear").addEventListener("click", () => {
    form.reset();
    restart();
    at("q").focus();
  });
  at("copy-link").addEventListener("click", (event) => copyFrom(event.target, location.href));
  at("more").addEventListener("click", async () => {
    const before = list.children.length;
    limit += step;
    await show();
    list.children[before]?.focus();
  });
  list.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const place = places.get(button.closest("article").id);
    await need([place]);
    copyFrom(button, views[place].quote);
  });
  addEventListener("hashchange", () => follow(false));
  addEventListener("beforeprint", () => {
    const rest = select(wish()).slice(0, PRINTED).filter((place) => views[place]);
    list.replaceChildren(...rest.map(articleAt));
  });
  addEventListener("afterprint", show);

  await follow(true);
  // The rest of the texts, part by part, so that the page stays quick meanwhile.
  for (const part of parts.keys()) {
    await load(part);
    await new Promise((next) => setTimeout(next));
  }
  loadedAll = true;
  document.documentElement.dataset.loaded = "true"; // For tests and measurements.
}

start();
