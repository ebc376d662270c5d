import type { Analyzer } from "../core/analyzer.ts";
import { judgeFacts } from "../core/judge.ts";
import type { WorkflowFact } from "./facts.ts";
import { githubReader } from "./github/reader.ts";
import { cacheInRelease } from "./rules/cache-in-release.ts";
import { checkoutCredentials } from "./rules/checkout-credentials.ts";
import { secretsInherit } from "./rules/secrets-inherit.ts";
import { selfHostedRunner } from "./rules/self-hosted-runner.ts";
import { templateInjection } from "./rules/template-injection.ts";
import { tokenPermissions } from "./rules/token-permissions.ts";
import { unpinnedAction } from "./rules/unpinned-action.ts";
import { unpinnedImage } from "./rules/unpinned-image.ts";
import { untrustedCheckout } from "./rules/untrusted-checkout.ts";
import { unreadSystems } from "./unread-systems.ts";

const rules = [
  untrustedCheckout,
  templateInjection,
  unpinnedAction,
  unpinnedImage,
  tokenPermissions,
  secretsInherit,
  checkoutCredentials,
  selfHostedRunner,
  cacheInRelease,
] as const;

const KINDS = [...new Set(rules.map(({ on }) => on))];

/** CI definitions, whatever the system: the readers speak in the same facts. */
export const workflows: readonly Analyzer[] = [
  {
    id: "workflows/pipelines",
    room: "workflows",
    readers: [githubReader, unreadSystems],
    rules,
    applies: ({ kind }) => kind === "directory" || kind === "git",
    analyze: ({ facts }) => {
      const all = KINDS.flatMap((kind) => facts.of<WorkflowFact>(kind));
      const { findings, gaps } = judgeFacts("workflows", rules, all);
      return { findings, gaps };
    },
  },
];
