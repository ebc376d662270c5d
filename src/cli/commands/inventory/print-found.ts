import { describePlace } from "../../../core/place.ts";
import { readPurl } from "../../../core/purl.ts";
import type { Found, Held, Holder } from "../../../scan/bills.ts";
import { plain } from "../../print/columns.ts";
import { count, plural } from "../../print/words.ts";
import { wrap } from "../../print/wrap.ts";

/** Places and ways that one line names; JSON has them all. */
const MOST_PLACES = 3;

/** For a terminal: each target with what it holds, where, and through what. */
export function foundPage(query: string, found: Found): string {
  const { holders, total, bills, notWhole, unjudged } = found;
  if (bills === 0) return "No bills are kept yet. `waybill inventory add TARGET` keeps one.\n";
  const left = total - holders.length;
  return [
    `${total === 0 ? "None" : count(total)} of ${plural(bills, "kept bill")} ${total === 1 ? "holds" : "hold"} ${plain(query)}`,
    ...holders.flatMap((holder) => ["", ...linesOf(holder)]),
    ...(left > 0 ? ["", `… and ${plural(left, "target")} more; --limit shows more`] : []),
    ...doubts("Not whole, so that it is not in there is not proven:", notWhole),
    ...doubts("Versions that cannot be compared with the range:", unjudged),
    "",
  ].join("\n");
}

function linesOf({ target, storedAt, held }: Holder): string[] {
  const platform = target.platform === undefined ? "" : ` (${target.platform})`;
  return [...indented(`${target.ref}${platform}, kept ${storedAt.slice(0, 10)}`, 0), ...held.flatMap(heldLines)];
}

function heldLines(held: Held): string[] {
  const { type, name, version = "", ownedBy } = held;
  const owner = ownedBy === undefined ? [] : [`part of ${inWords(ownedBy)}`];
  const lines = [...howItCame(held), ...owner, ...places(held)];
  return [...indented(`${type} ${name} ${version}`, 2), ...lines.flatMap((line) => indented(line, 4))];
}

function howItCame({ direct, through, scope, relation }: Held): string[] {
  const kind = [scope, relation].filter(Boolean).join(", ");
  if (direct === true) return [`${kind}; asked for by the project itself`];
  if (through.length > 0) return [`${kind}; through ${through.map(inWords).join(" → ")}`];
  return [kind];
}

/** `pkg:deb/debian/npm@9.2.0~ds1-1?arch=all` → `deb npm 9.2.0~ds1-1`; JSON has the package URL. */
function inWords(purl: string): string {
  const parts = readPurl(purl);
  if (parts === undefined) return purl;
  const { type, namespace, name, version } = parts;
  const isOfDistribution = ["alpm", "apk", "deb", "rpm"].includes(type);
  const whole = namespace === undefined || isOfDistribution ? name : `${namespace}/${name}`;
  return `${type} ${whole} ${version ?? ""}`.trim();
}

function places({ places }: Held): string[] {
  if (places.length === 0) return [];
  const left = places.length - MOST_PLACES;
  const shown = places.slice(0, MOST_PLACES).map(describePlace).join(", ");
  return [`in ${shown}${left > 0 ? ` and ${plural(left, "more place")}` : ""}`];
}

function doubts(title: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const left = names.length - 10;
  const more = left > 0 ? [`  … and ${count(left)} more`] : [];
  return ["", title, ...names.slice(0, 10).flatMap((name) => indented(name, 2)), ...more];
}

function indented(text: string, by: number): string[] {
  const width = Math.max(40, process.stdout.columns ?? 80);
  const lines = wrap(plain(text), width - by, width - by - 2);
  return lines.map((line, index) => `${" ".repeat(index === 0 ? by : by + 2)}${line}`);
}
