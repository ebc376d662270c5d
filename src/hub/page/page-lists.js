import { ask, day, element, pages, show } from "./page-dom.js";

const SEVERITIES = ["critical", "high", "medium", "low", "info"];

export async function workItems() {
  const { content, ready } = pages(
    "/v1/work-items",
    ({ severity, action, names, findings, lineages }) =>
      line(severity, [action, small(named(names, lineages))], `${findings} ${findings === 1 ? "finding" : "findings"}`),
    "There is nothing to do.",
  );
  show("What to do next", ...content);
  await ready;
}

export async function findings() {
  const { content, ready } = findingsOf("/v1/findings");
  show("Findings", ...content);
  await ready;
}

function findingsOf(path, isOne = false) {
  return pages(
    path,
    ({ severity, title, name, lineage, place, fix, dueAt, overdue }) => {
      const where = isOne ? place : element("a", { href: `#/images/${lineage}` }, name);
      return line(
        severity,
        [title, small(where, fix ? ` · ${fix}` : "")],
        overdue ? `overdue since ${day(dueAt)}` : `due ${day(dueAt)}`,
      );
    },
    "Nothing is open.",
  );
}

export async function images() {
  const { content, ready } = pages(
    "/v1/lineages",
    ({ id, name, kind, platform, open, lookedAt }) => {
      const gravest = SEVERITIES.find((severity) => open[severity] > 0);
      const link = element("a", { href: `#/images/${id}` }, name);
      return line(gravest, [link, small(`${kind} ${platform} · looked at ${day(lookedAt)}`)], counts(open));
    },
    "Nothing was sent yet: waybill push report.json --bill bill.json",
  );
  show("Images and repositories", ...content);
  await ready;
}

export async function image(id) {
  const { items } = await ask("GET", `/v1/lineages/${id}/images?limit=10`);
  const [newest] = items;
  const open = findingsOf(`/v1/findings?lineage=${id}`, true);
  const parts =
    newest &&
    pages(
      `/v1/images/${newest.id}/components`,
      ({ purl, layer }) =>
        element(
          "li",
          { className: "plain" },
          element("span", { className: "main" }, element("code", {}, purl)),
          element("span", { className: "end" }, layer ? `layer ${layer.slice(7, 19)}` : ""),
        ),
      "No bill came with it.",
    );
  await open.ready;
  const name = (await ask("GET", `/v1/findings?lineage=${id}&limit=1`)).items[0]?.name ?? `Number ${id}`;
  show(
    name,
    newest &&
      element(
        "p",
        { className: "soft" },
        "Newest: ",
        element("code", {}, newest.digest),
        ` · first seen ${day(newest.firstSeenAt)}`,
      ),
    element("h2", {}, "Open findings"),
    ...open.content,
    element("h2", {}, "What is in it"),
    ...(parts?.content ?? [element("p", { className: "soft" }, "Nothing is known of it.")]),
  );
  await parts?.ready;
}

function line(severity, main, end) {
  return element(
    "li",
    {},
    element("span", { className: severity ? `severity ${severity}` : "soft" }, severity ?? "clean"),
    element("span", { className: "main" }, ...main),
    element("span", { className: "end" }, end),
  );
}

function counts(open) {
  const said = SEVERITIES.filter((severity) => open[severity] > 0).map((severity) => `${open[severity]} ${severity}`);
  return said.join(", ") || "nothing open";
}

function small(...content) {
  return element("small", {}, ...content);
}

function named(names, lineages) {
  const more = lineages - names.length;
  return `${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
