import type { Analyzer } from "../../core/analyzer.ts";
import { judgeFacts } from "../../core/judge.ts";
import type { ComposeFact } from "./facts.ts";
import { composeReader } from "./reader.ts";
import { hostFolder } from "./rules/host-folder.ts";
import { hostPrivilege } from "./rules/host-privilege.ts";
import { literalCredential } from "./rules/literal-credential.ts";
import { publishedDatabase } from "./rules/published-database.ts";
import { runtimeSocket } from "./rules/runtime-socket.ts";
import { unconfined } from "./rules/unconfined.ts";

const rules = [runtimeSocket, hostPrivilege, hostFolder, publishedDatabase, literalCredential, unconfined] as const;

const KINDS = [...new Set(rules.map(({ on }) => on))];

/** What runs beside each other on one machine: every Compose file of a tree. */
export const composeFiles: Analyzer = {
  id: "config/compose",
  room: "config",
  readers: [composeReader],
  rules,
  applies: ({ kind }) => kind === "directory" || kind === "git",
  analyze: ({ facts }) => {
    const { findings, gaps } = judgeFacts(
      "config",
      rules,
      KINDS.flatMap((kind) => facts.of<ComposeFact>(kind)),
    );
    return { findings, gaps };
  },
};
