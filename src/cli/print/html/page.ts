import { createHash } from "node:crypto";
import type { Finding } from "../../../core/finding.ts";
import type { Coverage } from "../../../core/gap.ts";
import { compareText } from "../../../core/order.ts";
import { describePlace } from "../../../core/place.ts";
import type { Report } from "../../../core/report.ts";
import { ROOMS } from "../../../core/room.ts";
import { compareSeverity, type FailOn, isAtLeast, SEVERITIES, type Severity } from "../../../core/severity.ts";
import { subjectOf } from "../../../core/subject.ts";
import {
  bySeverity,
  capital,
  count,
  durationInSeconds,
  examinedInWords,
  nothingFails,
  oldData,
  openFindings,
  plural,
  size,
} from "../words.ts";
import { html, Markup, prose } from "./markup.ts";
import { SCRIPT } from "./script.ts";
import { STYLE } from "./style.ts";

/** Most findings that are drawn; a browser slows down beyond. What is left out is said. */
const MOST = 2_000;

/** One file that a person reads: no network, nothing loaded, light and dark. */
export function printHtml(report: Report, failOn: FailOn): string {
  const policy = `default-src 'none'; style-src ${hashOf(STYLE)}; script-src ${hashOf(SCRIPT)}; base-uri 'none'; form-action 'none'`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Waybill: ${report.target.ref}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<main>
${head(report)}
${verdict(report, failOn)}
${deeds(report)}
${layerStack(report)}
${severityByRoom(report)}
${findings(report)}
${blindSpots(report.coverage)}
${lookedAt(report)}
</main>
<script>${new Markup(SCRIPT)}</script>
</body>
</html>
`;
  return page.text;
}

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

function head(report: Report): Markup {
  const { target, tool, startedAt, finishedAt } = report;
  const old = oldData(report);
  return html`<header>
<div>
<p class="brand">Waybill</p>
<h1>${target.ref}</h1>
<p class="soft">${target.kind}${target.platform && html` · ${target.platform}`}${(target.digest ?? target.commit) && html` · <code>${target.digest ?? target.commit}</code>`}</p>
<p class="soft">${startedAt.slice(0, 16).replace("T", " ")} UTC · ${durationInSeconds({ startedAt, finishedAt }).toFixed(1)} s · version ${tool.version}${old && html` · <strong>${old}</strong>`}</p>
</div>
<button id="theme" type="button" hidden>Light or dark</button>
</header>`;
}

function verdict(report: Report, failOn: FailOn): Markup {
  const open = openFindings(report);
  const failing = open.filter(({ severity }) => isAtLeast(severity, failOn)).length;
  const blind = report.coverage.filter(({ status }) => status !== "complete" && status !== "notApplicable").length;
  const seen =
    blind === 0
      ? "Everything that applies was looked at."
      : `${plural(blind, "analyzer")} could not see everything; see below.`;
  const tone = failing > 0 ? "bad" : blind > 0 ? "blind" : "good";
  const answer =
    failing > 0
      ? `${plural(failing, "finding")} at or above ${failOn}`
      : `${capital(nothingFails(failOn))}${blind > 0 ? ", as far as could be seen" : ""}`;
  return html`<p class="verdict ${tone}"><strong>${answer}</strong>${plural(open.length, "finding")} in all (${bySeverity(report.summary)})${
    report.summary.suppressed > 0 && `, ${report.summary.suppressed} suppressed`
  }; ${plural(report.components.total, "component")}. ${seen}</p>`;
}

function deeds({ workItems, findings: all }: Report): Markup {
  if (workItems.length === 0) return html``;
  const byId = new Map(all.map((finding) => [finding.id, finding]));
  const shown = workItems.slice(0, 10);
  return html`<h2>${workItems.length > shown.length ? `The ${shown.length} deeds that matter most, of ${workItems.length}` : "What to do"}</h2>
<ol class="deeds">${shown.map((item) => {
    const first = item.findings.map((id) => byId.get(id)).find((finding) => finding?.severity === item.severity);
    return html`<li>${severityMark(item.severity)}<strong>${prose(item.action)}</strong><span class="closes">closes ${item.findings.length}</span>
<span class="why">${first?.why} ${first?.locations[0] && html`<code>${describePlace(first.locations[0])}</code>`}</span></li>`;
  })}</ol>`;
}

/** The image as it is built: the base at the bottom, each layer with what was found in it. */
function layerStack(report: Report): Markup {
  const { layers } = report;
  if (layers === undefined || layers.length === 0) return html``;
  const open = openFindings(report);
  return html`<h2>Layers</h2>
<div class="stack">${layers.map(({ index, digest, diffId, size: bytes, createdBy, base }) => {
    const here = open.filter(({ locations }) =>
      locations.some(({ layer }) => layer !== undefined && (layer === digest || layer === diffId)),
    );
    const [gravest] = here.map(({ severity }) => severity).sort(compareSeverity);
    return html`<div class="layer ${gravest !== undefined && `hit ${gravest}`}"><span class="by">${createdBy || "no history"}</span><span>${size(bytes)}</span>
<span class="meta">${index === 0 ? "lowest layer" : `layer ${index + 1}`}${base !== undefined && html` · of <strong>${base}</strong>`} · <code>${(digest ?? diffId).slice(7, 19)}</code> · ${
      here.length === 0 ? "nothing found" : countsInWords(here)
    }</span></div>`;
  })}</div>`;
}

function countsInWords(findings: readonly Finding[]): string {
  return SEVERITIES.flatMap((severity) => {
    const hits = findings.filter((finding) => finding.severity === severity).length;
    return hits > 0 ? [`${hits} ${severity}`] : [];
  }).join(", ");
}

function severityByRoom(report: Report): Markup {
  const open = openFindings(report);
  if (open.length === 0) return html``;
  const rows = ROOMS.filter((room) => open.some((finding) => finding.room === room)).map((room) => {
    const here = open.filter((finding) => finding.room === room);
    const cells = SEVERITIES.map((severity) => here.filter((finding) => finding.severity === severity).length);
    return html`<tr><th scope="row">${room}</th>${cells.map((cell) => html`<td class="n ${cell === 0 && "zero"}">${cell}</td>`)}</tr>`;
  });
  return html`<h2>By room</h2>
<div class="scroll"><table><thead><tr><td></td>${SEVERITIES.map((severity) => html`<th scope="col" class="n">${severityMark(severity)}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

function findings(report: Report): Markup {
  const { findings: all } = report;
  if (all.length === 0) return html``;
  const shown = all.slice(0, MOST);
  const rooms = [...new Set(all.map(({ room }) => room))].sort(compareText);
  const severities = SEVERITIES.filter((severity) => all.some((finding) => finding.severity === severity));
  return html`<h2>Findings</h2>
<div class="bar" id="filters" hidden>
<input id="search" type="search" placeholder="Filter by any word" aria-label="Filter findings by any word">
<select id="room" aria-label="Room"><option value="">all rooms</option>${rooms.map((room) => html`<option>${room}</option>`)}</select>
${severities.map((severity) => html`<button type="button" class="${severity}" data-severity-button="${severity}" aria-pressed="true">${severity}</button>`)}
<span class="soft" id="shown" role="status"></span>
</div>
${shown.map(finding)}
${all.length > MOST && html`<p class="soft">${count(all.length - MOST)} more are in the JSON report.</p>`}`;
}

function finding(one: Finding): Markup {
  const row = (name: string, value: Markup | string | undefined) => value && html`<dt>${name}</dt><dd>${value}</dd>`;
  const list = (lines: readonly (Markup | string)[]) =>
    html`<ul class="plain">${lines.map((line) => html`<li>${line}</li>`)}</ul>`;
  return html`<details data-severity="${one.severity}" data-room="${one.room}">
<summary>${severityMark(one.severity)}<span>${one.title}${one.suppressed && html` <span class="soft">(suppressed)</span>`}</span><span class="room">${one.room}</span></summary>
<div><dl>
${row("why here", one.why)}
${row("fix", one.fix === null ? undefined : prose(one.fix.summary))}
${row("where", list(one.locations.map((place) => html`<code>${describePlace(place)}</code>`)))}
${row("subject", html`<code>${subjectOf(one.subject).name}</code>`)}
${row("evidence", one.evidence.length > 0 ? list(one.evidence.map(({ kind, text }) => html`<span class="soft">${kind}</span> ${text}`)) : undefined)}
${row("rule", html`<code>${one.rule}</code> ${[...one.standards, ...one.aliases].join(", ")}`)}
${row("references", one.references.length > 0 ? list(one.references.map((link) => (link.startsWith("https://") ? html`<a href="${link}" rel="noreferrer">${link}</a>` : link))) : undefined)}
${row("suppressed", one.suppressed ? `by ${one.suppressed.by}${one.suppressed.until === undefined ? "" : ` until ${one.suppressed.until}`}: ${one.suppressed.reason}` : undefined)}
${row("id", html`<code>${one.id}</code>`)}
</dl></div>
</details>`;
}

function blindSpots(coverage: readonly Coverage[]): Markup {
  const blind = coverage.filter(({ status }) => status !== "complete" && status !== "notApplicable");
  if (blind.length === 0) return html``;
  return html`<h2>Could not be seen</h2>
<ul class="plain">${blind.flatMap(({ analyzer, status, gaps }) =>
    gaps.length === 0
      ? [html`<li><strong>${analyzer}</strong> ${status}</li>`]
      : [
          ...gaps
            .slice(0, 100)
            .map(
              ({ where, reason }) =>
                html`<li><strong>${analyzer}</strong> ${where !== analyzer && html`<code>${where}</code> `}${reason}</li>`,
            ),
          gaps.length > 100
            ? html`<li class="soft">${count(gaps.length - 100)} more of ${analyzer} are in the JSON report.</li>`
            : html``,
        ],
  )}</ul>`;
}

function lookedAt({ coverage, components }: Report): Markup {
  const types = Object.entries(components.byType).map(([type, number]) => `${type} ${count(number)}`);
  return html`<h2>Looked at</h2>
<div class="scroll"><table><thead><tr><th scope="col">analyzer</th><th scope="col">status</th><th scope="col">examined</th></tr></thead><tbody>${coverage.map(
    (entry) =>
      html`<tr><td>${entry.analyzer}</td><td><span class="status ${entry.status}">${statusInWords(entry.status)}</span></td><td>${examinedInWords(entry)}</td></tr>`,
  )}</tbody></table></div>
${types.length > 0 && html`<p class="soft">Components: ${types.join(", ")}.</p>`}`;
}

function statusInWords(status: Coverage["status"]): string {
  return status === "notApplicable" ? "does not apply" : status;
}

function severityMark(severity: Severity): Markup {
  return html`<span class="severity ${severity}">${severity}</span>`;
}
