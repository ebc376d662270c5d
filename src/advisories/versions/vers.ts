import { schemeOf } from "./index.ts";

const LONGEST = 4_096;

/**
 * Whether a version lies in a range written as `vers:npm/>=1.0|<1.4|!=1.2` (github.com/package-url/vers-spec), by the
 * order of the ecosystem. Undefined when the range or the version cannot be read.
 */
export function isInVers(range: string, version: string, ecosystem: string): boolean | undefined {
  const scheme = schemeOf(ecosystem);
  const match = /^vers:[a-z0-9.-]+\/(.+)$/i.exec(range.slice(0, LONGEST));
  if (match === null || scheme === undefined) return undefined;
  if (match[1] === "*") return true;
  const bounds: { operator: string; order: number; at: string }[] = [];
  for (const text of (match[1] ?? "").split("|")) {
    const [, operator = "", raw = ""] = /^(<=|>=|!=|<|>|=)?(.+)$/.exec(text.trim()) ?? [];
    const at = decoded(raw);
    const order = at === undefined ? undefined : scheme.compare(version, at);
    if (at === undefined || order === undefined) return undefined;
    if (order === 0) return !["!=", "<", ">"].includes(operator);
    if (operator.includes("<") || (operator.includes(">") && operator !== "")) bounds.push({ operator, order, at });
  }
  bounds.sort((a, b) => scheme.compare(a.at, b.at) ?? 0);
  // Between two neighbours, it is the one below that opens and the one above that closes.
  const below = bounds.findLast(({ order }) => order > 0);
  const above = bounds.find(({ order }) => order < 0);
  const opened = below === undefined ? above?.operator.startsWith("<") : below.operator.startsWith(">");
  const closed = above === undefined ? below?.operator.startsWith(">") : above.operator.startsWith("<");
  return opened === true && closed === true;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
