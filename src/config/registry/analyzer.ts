import type { Analyzer } from "../../core/analyzer.ts";
import { judgeFacts } from "../../core/judge.ts";
import { cloudFormationRepositories, terraformRepositories } from "./declared-repositories.ts";
import type { RegistryFact } from "./facts.ts";
import { registryReader } from "./reader.ts";
import { anonymousAccess } from "./rules/anonymous-access.ts";
import { knownPassword } from "./rules/known-password.ts";
import { literalCredential } from "./rules/literal-credential.ts";
import { mutableTags } from "./rules/mutable-tags.ts";
import { neverCleaned } from "./rules/never-cleaned.ts";
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
  mutableTags,
  neverCleaned,
] as const;

/** Advice, which is given to those who ask for it alone. */
const ADVICE: ReadonlySet<string> = new Set([neverCleaned.id]);

const KINDS = [...new Set(rules.map(({ on }) => on))];

/** How registries are set that keep images: distribution, Harbor, and repositories that infrastructure code makes at a cloud. */
export const registries: Analyzer = {
  id: "config/registry",
  room: "config",
  readers: [registryReader, terraformRepositories, cloudFormationRepositories],
  rules,
  applies: ({ kind }) => kind === "directory" || kind === "git" || kind === "rootfs" || kind === "host",
  analyze: ({ facts, configuration }) => {
    const asked = configuration.config.advice ? rules : rules.filter(({ id }) => !ADVICE.has(id));
    const { findings, gaps } = judgeFacts(
      "config",
      asked,
      KINDS.flatMap((kind) => facts.of<RegistryFact>(kind)),
    );
    const registries = facts.of("registry-endpoint").length;
    const repositories = facts.of("declared-repository").length;
    return { findings, gaps, examined: { registries, ...(repositories > 0 && { repositories }) } };
  },
};
