import type { Analyzer } from "../../core/analyzer.ts";
import { judgeFacts } from "../../core/judge.ts";
import type { RegistryEndpoint, RegistryFact } from "./facts.ts";
import { registryReader } from "./reader.ts";
import { anonymousAccess } from "./rules/anonymous-access.ts";
import { knownPassword } from "./rules/known-password.ts";
import { literalCredential } from "./rules/literal-credential.ts";
import { oldTls } from "./rules/old-tls.ts";
import { openDebugServer } from "./rules/open-debug-server.ts";
import { plainHttp } from "./rules/plain-http.ts";
import { unverifiedConnection } from "./rules/unverified-connection.ts";

const rules = [
  anonymousAccess,
  knownPassword,
  literalCredential,
  plainHttp,
  openDebugServer,
  unverifiedConnection,
  oldTls,
] as const;

const KINDS = [...new Set(rules.map(({ on }) => on))];

/** How registries are set that keep images: distribution and Harbor. */
export const registries: Analyzer = {
  id: "config/registry",
  room: "config",
  readers: [registryReader],
  rules,
  applies: ({ kind }) => kind === "directory" || kind === "git" || kind === "rootfs" || kind === "host",
  analyze: ({ facts }) => {
    const { findings, gaps } = judgeFacts(
      "config",
      rules,
      KINDS.flatMap((kind) => facts.of<RegistryFact>(kind)),
    );
    return { findings, gaps, examined: { registries: facts.of<RegistryEndpoint>("registry-endpoint").length } };
  },
};
