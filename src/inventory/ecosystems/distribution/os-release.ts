import type { WholeReader } from "../../../core/reader.ts";
import { type DistributionFact, type UnreadFact, unreadAt } from "../../facts.ts";
import { eachLine } from "../lines.ts";

const OS_RELEASE = new Set(["etc/os-release", "usr/lib/os-release"]);

/** Which distribution this is, from `os-release(5)`. */
export const osRelease: WholeReader<DistributionFact | UnreadFact> = {
  id: "inventory/os-release",
  version: 1,
  limit: 1024 * 1024,
  wants: ({ type, path }) => type === "file" && OS_RELEASE.has(path),
  *read(file) {
    const values = readAssignments(file.text());
    const id = values.get("ID")?.toLowerCase();
    if (!id) {
      yield unreadAt(file.place, "os-release names no ID");
      return;
    }
    const version = values.get("VERSION_ID") || values.get("VERSION_CODENAME");
    yield { kind: "distribution", at: file.place, id, ...(version && { version }) };
  },
};

/** `NAME=value`, `NAME="value"` and `NAME='value'` as a shell would assign them. */
function readAssignments(text: string): Map<string, string> {
  const values = new Map<string, string>();
  eachLine(text, (line) => {
    const equals = line.indexOf("=");
    if (equals < 1 || line.startsWith("#")) return;
    values.set(line.slice(0, equals).trim(), unquoted(line.slice(equals + 1).trim()));
  });
  return values;
}

function unquoted(value: string): string {
  const quote = value[0];
  if ((quote !== '"' && quote !== "'") || value.length < 2 || !value.endsWith(quote)) return value;
  const inside = value.slice(1, -1);
  return quote === "'" ? inside : inside.replaceAll(/\\(["$`\\])/g, "$1");
}
