import type { WholeReader } from "../../../core/reader.ts";
import { type PackageFact, type PassedOverFact, passedOverAt, type UnreadFact, unreadAt } from "../../facts.ts";
import { asPackage, isNamed } from "../as-package.ts";
import { eachLine } from "../lines.ts";
import { isVendored } from "../vendored.ts";

/** One line an entry: `"name": {:hex, :name, "1.0.0", "checksum", [:mix], [{:need, "~> 1.0", […]}], "hexpm", …},`. */
const HEX = /^"[^"]+": \{:hex, :"?([A-Za-z0-9_]+)"?, "([^"]+)"/;
const OTHER = /^"[^"]+": \{:(?:git|path), /;

/** The lock file of Mix, for Elixir and Erlang: an Elixir term, one line an entry, scanned and never run. */
export const mixLock: WholeReader<PackageFact | PassedOverFact | UnreadFact> = {
  id: "inventory/mix-lock",
  version: 1,
  limit: 16 * 1024 * 1024,
  wants: ({ type, path }) => type === "file" && isNamed(path, "mix.lock") && !isVendored(path),
  read: (file) => {
    const facts: (PackageFact | PassedOverFact | UnreadFact)[] = [];
    eachLine(file.text(), (line, number) => {
      const content = line.trim();
      if (content === "" || content === "%{" || content === "}" || content === "%{}") return;
      const at = { ...file.place, line: number };
      const match = HEX.exec(content);
      if (match !== null) {
        const [, name = "", version = ""] = match;
        facts.push(
          asPackage({
            at,
            purl: { type: "hex", name: name.toLowerCase() },
            name,
            version,
            relation: "declared",
            within: file.path,
            needs: needsIn(content, match[0].length),
          }),
        );
      } else if (OTHER.test(content))
        facts.push(passedOverAt(at, "withoutVersion", "locked to a commit, without a version"));
      else facts.push(unreadAt(at, "a line of the lock file is not as Mix writes it"));
    });
    return facts;
  },
};

/** Behind the checksum and the managers stands the list of needs: each a tuple that begins with an atom. */
function needsIn(content: string, from: number): string[] {
  return [...content.slice(from).matchAll(/\{:"?([A-Za-z0-9_]+)"?, "/g)].map((match) => match[1] ?? "");
}
