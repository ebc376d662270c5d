import { isAbsolute, join } from "node:path";
import { commitsOf, listRemote, type RemoteRef } from "../../connect/git/index.ts";
import type { Look } from "../../core/analyzer.ts";
import { WaybillError } from "../../core/errors.ts";
import type { Gap } from "../../core/gap.ts";
import { describePlace } from "../../core/place.ts";
import type { UsedStep, VerifiedPin } from "../facts.ts";
import { KnownCommits } from "./known-commits.ts";

/** Repositories that are asked at a time. */
const ABREAST = 4;

/** One action at one commit, wherever it is used. */
interface Pin {
  /** `owner/name`. */
  readonly repository: string;
  readonly commit: string;
  readonly steps: readonly UsedStep[];
}

/**
 * Asks each repository whether the commits that it is pinned to are its own, and which commits its versions name. What
 * cannot be asked is a gap for each of its pins.
 */
export async function verifyPins(
  steps: readonly UsedStep[],
  { network, configuration, cacheDirectory }: Pick<Look, "network" | "configuration" | "cacheDirectory">,
): Promise<{ pins: readonly VerifiedPin[]; gaps: readonly Gap[]; repositories: number }> {
  const forge = configuration.workflows.forge;
  const byRepository = [...Map.groupBy(pinsOf(steps), ({ repository }) => repository)];
  const pins: VerifiedPin[] = [];
  const gaps: Gap[] = [];
  const askOne = async ([repository, own]: (typeof byRepository)[number]) => {
    const address = isAbsolute(forge) ? join(forge, repository) : `${forge.replace(/\/$/, "")}/${repository}`;
    try {
      pins.push(...(await ask(address, own, network.offline, new KnownCommits(cacheDirectory, address))));
    } catch (fault) {
      if (!(fault instanceof WaybillError)) throw fault;
      const [first] = own[0]?.steps ?? [];
      const where = first === undefined ? repository : describePlace(first.at);
      gaps.push({ where, reason: `${repository} was not asked for its commits: ${fault.message}` });
    }
  };
  for (let at = 0; at < byRepository.length; at += ABREAST)
    await Promise.all(byRepository.slice(at, at + ABREAST).map(askOne));
  return { pins, gaps, repositories: byRepository.length };
}

function pinsOf(steps: readonly UsedStep[]): Pin[] {
  const pinned = steps.flatMap((step) => {
    const [, repository, commit] = /^([\w.-]+\/[\w.-]+)(?:\/[^@]*)?@([0-9a-f]{40})$/.exec(step.uses) ?? [];
    return repository === undefined || commit === undefined || repository.includes("..")
      ? []
      : [{ repository: repository.toLowerCase(), commit, step }];
  });
  const groups = Map.groupBy(pinned, ({ repository, commit }) => `${repository}@${commit}`);
  return [...groups.values()].flatMap((same) => {
    const [first] = same;
    return first === undefined ? [] : [{ ...first, steps: same.map(({ step }) => step) }];
  });
}

async function ask(
  address: string,
  pins: readonly Pin[],
  offline: boolean,
  known: KnownCommits,
): Promise<VerifiedPin[]> {
  const refs = await listRemote(address, { offline });
  known.keep(refs.map(({ commit }) => commit));
  const others = pins.filter(({ commit }) => !known.has(commit)).map(({ commit }) => commit);
  if (others.length > 0) known.keep(await commitsOf(address, others, { offline }));
  return pins.flatMap(({ repository, commit, steps }) =>
    steps.map(({ at, subject, signals, uses, comment = "" }): VerifiedPin => {
      const version = /^(v?\d+(?:\.\d+)*[\w.-]*)$/.exec(comment)?.[1] ?? "";
      return {
        kind: "verified-pin",
        at,
        subject,
        ...(signals && { signals }),
        uses,
        repository,
        belongs: known.has(commit),
        version,
        versionIs: commitOfTag(refs, version) ?? "",
      };
    }),
  );
}

function commitOfTag(refs: readonly RemoteRef[], version: string): string | undefined {
  if (version === "") return undefined;
  return refs.find(({ name }) => name === `refs/tags/${version}` || name === `refs/tags/v${version}`)?.commit;
}
