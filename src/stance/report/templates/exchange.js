// One exchange. exchange.html.j2 writes the same for readers without scripts: change both.
// Texts only ever become text nodes and attributes, never markup.

const SVG = "http://www.w3.org/2000/svg";

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}

function icon(tone) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#icon-${tone}`);
  svg.append(use);
  return svg;
}

function badge(kind, text, title) {
  return element("span", title ? { class: `badge ${kind}`, title } : { class: `badge ${kind}` }, text);
}

function heading(text, page) {
  return page
    ? element("h4", {}, `${text} `, element("small", {}, page))
    : element("h4", {}, text);
}

function quoted(text) {
  return element("p", { class: "text", lang: "sv", dir: "auto" }, text);
}

function piece([text, weight, step], words) {
  if (weight === undefined) return text;
  const said = weight ? words.weight_hidden.replace("{percent}", () => weight) : words.marked_hidden;
  return element(
    "mark",
    { class: `w${step}` },
    element("span", { class: "hidden" }, `${said} `),
    text,
    weight ? element("small", { "aria-hidden": "true" }, weight) : null,
    element("span", { class: "hidden" }, ` ${words.end_hidden} `),
  );
}

function facts(view, words) {
  const list = element("dl", { class: "facts" });
  const add = (name, value) => {
    if (value) list.append(element("dt", {}, name), element("dd", {}, element("bdi", {}, value)));
  };
  add(words.shares, view.shares);
  add(words.why, view.reason);
  add(words.commitment, view.commitment);
  add(words.what, view.measure);
  add(words.when, view.deadline);
  add(words.who, view.responsible);
  return list;
}

function foot(view, words) {
  const source = element(
    "p",
    { class: "source" },
    element("span", { class: "hidden" }, `${words.source}: `),
  );
  if (view.body) source.append(element("bdi", { class: "body" }, view.body), " ");
  source.append(element("bdi", {}, view.source));
  const actions = element("p", { class: "actions" });
  if (view.quote) {
    actions.append(element("button", { type: "button", "data-copy": "" }, words.copy_quote), " ");
  }
  actions.append(element("a", { href: `#${view.id}` }, words.link));
  return element("footer", {}, source, actions);
}

function context(view, words) {
  if (!view.before && !view.after) return null;
  return element(
    "details",
    { class: "context" },
    element("summary", {}, words.context),
    element("h5", {}, words.context_before),
    quoted(view.before),
    element("h5", {}, words.context_after),
    quoted(view.after),
  );
}

function article(view, words) {
  const head = element(
    "header",
    {},
    element("h3", { id: `${view.id}-head` }, icon(view.tone), element("span", {}, view.stance)),
    view.likelihood ? element("span", { class: "likelihood" }, view.likelihood) : null,
    view.weak ? badge("weak", words.weak_mark) : null,
    view.review
      ? badge("review", view.unanswered ? words.unanswered_mark : words.review_mark, words.review_note)
      : null,
    view.reviewed ? badge("reviewed", words.reviewed_mark) : null,
    element("span", { class: "number" }, view.number),
  );
  const answer = view.pieces.length
    ? element(
        "blockquote",
        { class: "text", lang: "sv", dir: "auto" },
        ...view.pieces.map((one) => piece(one, words)),
      )
    : null;
  const texts = element(
    "div",
    { class: "texts" },
    heading(view.kind, view.page),
    quoted(view.recommendation),
    heading(words.response, view.response_page),
    answer,
    view.note ? element("p", { class: "note" }, view.note) : null,
    context(view, words),
  );
  return element(
    "article",
    {
      class: `exchange tone-${view.tone}${view.weak ? " is-weak" : ""}`,
      id: view.id,
      tabindex: "-1",
      "aria-labelledby": `${view.id}-head`,
    },
    head,
    view.reviewed
      ? element("p", { class: "reviewed" }, element("bdi", {}, view.reviewed))
      : null,
    texts,
    facts(view, words),
    foot(view, words),
  );
}
