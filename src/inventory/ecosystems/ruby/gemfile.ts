import type { WholeReader } from "../../../core/reader.ts";
import type { AskedForFact } from "../../facts.ts";
import { isNamed } from "../as-package.ts";
import { Asking } from "../asked-for.ts";
import { eachLine } from "../lines.ts";
import { isVendored } from "../vendored.ts";

const GEM = /^gem[\s(]+["']([A-Za-z0-9_.-]{1,200})["'](.*)$/;
const BLOCK = /^group[\s(]+(.{1,300}?)\)?\s+do\b/;
const INLINE = /\bgroups?(?::|\s*=>)\s*(\[[^\]]{0,300}\]|:[a-z_]+|["'][a-z_]+["'])/;

/**
 * What a Gemfile asks for, and for which group. It is a program: only its usual lines are understood, and what a loop
 * or a condition adds is in the lock without a group.
 */
export const gemfile: WholeReader<AskedForFact> = {
  id: "inventory/gemfile",
  version: 1,
  limit: 1024 * 1024,
  wants: ({ type, path }) =>
    type === "file" && (isNamed(path, "Gemfile") || isNamed(path, "gems.rb")) && !isVendored(path),
  *read(file) {
    const asking = new Asking();
    const blocks: (readonly string[] | undefined)[] = [];
    eachLine(file.text(), (line) => {
      const content = line.trim();
      const gem = GEM.exec(content);
      const block = BLOCK.exec(content)?.[1];
      if (gem !== null) {
        const inline = INLINE.exec(gem[2] ?? "")?.[1];
        const groups = [...groupsIn(inline ?? ""), ...blocks.flatMap((groups) => groups ?? [])];
        asking.add(isForDevelopment(groups) ? "development" : "production", gem[1] ?? "");
      } else if (block !== undefined) blocks.push(groupsIn(block));
      else if (/\bdo\b(?:\s*\|[^|]*\|)?$/.test(content) || /^(?:if|unless|case)\b/.test(content))
        blocks.push(undefined);
      else if (content === "end") blocks.pop();
    });
    yield asking.fact(file.place, "gem");
  },
};

function groupsIn(written: string): string[] {
  return [...written.matchAll(/[:"']([a-z_]+)/g)].map((match) => match[1] ?? "");
}

/** A group with another name may be loaded anywhere. */
function isForDevelopment(groups: readonly string[]): boolean {
  return groups.length > 0 && groups.every((group) => group === "development" || group === "test");
}
