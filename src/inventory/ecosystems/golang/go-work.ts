import type { WholeReader } from "../../../core/reader.ts";
import { type PassedOverFact, passedOverAt, type UnreadFact, unreadAt } from "../../facts.ts";
import { isNamed } from "../as-package.ts";
import { eachLine } from "../lines.ts";
import { isVendored } from "../vendored.ts";

const DIRECTIVE = /^(?:go|toolchain|godebug|use|replace)\b/;

/**
 * A workspace of Go modules. Its members are read by themselves; what it replaces goes before what they say, and is
 * not put in their place: that is counted.
 */
export const goWork: WholeReader<PassedOverFact | UnreadFact> = {
  id: "inventory/go-work",
  version: 1,
  limit: 1024 * 1024,
  wants: ({ type, path }) => type === "file" && isNamed(path, "go.work") && !isVendored(path),
  read: (file) => {
    const facts: (PassedOverFact | UnreadFact)[] = [];
    let block = "";
    eachLine(file.text(), (line, number) => {
      const content = (line.split("//", 1)[0] ?? "").trim();
      const at = { ...file.place, line: number };
      if (content === "") return;
      if (block !== "" && content === ")") block = "";
      else if (block === "" && !DIRECTIVE.test(content)) facts.push(unreadAt(at, "a line of go.work is no directive"));
      else if (content.endsWith("(")) block = content;
      else if (content.includes("=>")) {
        facts.push(passedOverAt(at, "unresolved", "a workspace replaces a module in all its members"));
      }
    });
    return facts;
  },
};
