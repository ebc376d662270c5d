import type { Analyzer } from "../../core/analyzer.ts";
import { judgeFacts } from "../../core/judge.ts";
import type { DockerfileFact, StageBase } from "./facts.ts";
import { hardenByDockerfile } from "./harden-dockerfile.ts";
import { dockerfileReader } from "./reader.ts";
import { credentialsInAddress } from "./rules/credentials-in-address.ts";
import { foreignFrontend } from "./rules/foreign-frontend.ts";
import { insecureRun } from "./rules/insecure-run.ts";
import { leftOverPackages } from "./rules/left-over-packages.ts";
import { movingBase } from "./rules/moving-base.ts";
import { overtakenInstruction } from "./rules/overtaken-instruction.ts";
import { pipeToShell } from "./rules/pipe-to-shell.ts";
import { remoteLogin } from "./rules/remote-login.ts";
import { rootUser } from "./rules/root-user.ts";
import { secretCopied } from "./rules/secret-copied.ts";
import { secretVariable } from "./rules/secret-variable.ts";
import { shellForm } from "./rules/shell-form.ts";
import { staleIndex } from "./rules/stale-index.ts";
import { tlsSwitchedOff } from "./rules/tls-switched-off.ts";
import { unpinnedBase } from "./rules/unpinned-base.ts";
import { unpinnedPackage } from "./rules/unpinned-package.ts";
import { unverifiedDownload } from "./rules/unverified-download.ts";
import { worldWritable } from "./rules/world-writable.ts";
import { worldWritableCopy } from "./rules/world-writable-copy.ts";

const rules = [
  secretVariable,
  secretCopied,
  credentialsInAddress,
  pipeToShell,
  tlsSwitchedOff,
  unverifiedDownload,
  insecureRun,
  foreignFrontend,
  movingBase,
  unpinnedBase,
  rootUser,
  worldWritable,
  worldWritableCopy,
  remoteLogin,
  staleIndex,
  overtakenInstruction,
  shellForm,
  unpinnedPackage,
  leftOverPackages,
] as const;

/** Advice, which is given to those who ask for it alone. */
const ADVICE: ReadonlySet<string> = new Set([unpinnedPackage.id, leftOverPackages.id]);

const KINDS = [...new Set(rules.map(({ on }) => on))];

/** How images are built: every Dockerfile and Containerfile of a tree. */
export const dockerfiles: Analyzer = {
  id: "config/dockerfile",
  room: "config",
  readers: [dockerfileReader],
  rules,
  applies: ({ kind }) => kind === "directory" || kind === "git",
  analyze: ({ facts, configuration }) => {
    const asked = configuration.config.advice ? rules : rules.filter(({ id }) => !ADVICE.has(id));
    const all = KINDS.flatMap((kind) => facts.of<DockerfileFact>(kind));
    const { findings, gaps } = judgeFacts("config", asked, all);
    return {
      findings: hardenByDockerfile(findings),
      gaps,
      examined: { stages: facts.of<StageBase>("stage-base").length },
    };
  },
};
