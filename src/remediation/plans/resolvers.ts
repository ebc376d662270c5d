import { isAbsolute, join } from "node:path";
import { listRemote, type RemoteRef } from "../../connect/git/index.ts";
import { createRegistry, readReference } from "../../connect/oci/index.ts";
import { WaybillError } from "../../core/errors.ts";
import type { Network } from "../../core/network.ts";

/** What a moving name stands for today. Asks outside, so it is handed in. */
export interface Resolvers {
  /** @param repository `owner/name` @throws WaybillError when the forge cannot be asked or knows no such tag or branch */
  commitOf(repository: string, ref: string): Promise<PinnedCommit>;
  /** The digest of an image's tag. @throws WaybillError */
  digestOf(image: string): Promise<string>;
}

interface PinnedCommit {
  readonly commit: string;
  /** The most exact tag on the same commit, such as `v4.2.1` for `v4`; else the name that was asked for. */
  readonly version: string;
}

export interface ResolverOptions {
  readonly network: Network;
  /** Where `owner/name` lies: `https://github.com`, or the absolute path of a folder of bare repositories. */
  readonly forge: string;
  /** Registries that may be asked besides the well-known ones: those that the call or the configuration names. */
  readonly registries: Iterable<string>;
  readonly insecureRegistry?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Public registries that anybody's file may name. Another host is asked only when a person named it, not a file. */
const WELL_KNOWN = [
  "docker.io",
  "gcr.io",
  "ghcr.io",
  "mcr.microsoft.com",
  "public.ecr.aws",
  "quay.io",
  "registry.gitlab.com",
  "registry.k8s.io",
];

/** Asks each repository and each image once, however many places name it. */
export function createResolvers({ network, forge, registries, insecureRegistry, signal }: ResolverOptions): Resolvers {
  const named = new Set([...WELL_KNOWN, ...registries].map((host) => host.toLowerCase()));
  const refs = new Map<string, Promise<RemoteRef[]>>();
  const digests = new Map<string, Promise<string>>();
  const addressOf = (repository: string) =>
    isAbsolute(forge) ? join(forge, repository) : `${forge.replace(/\/$/, "")}/${repository}`;
  return {
    async commitOf(repository, ref) {
      if (!/^[\w.-]+\/[\w.-]+$/.test(repository) || repository.includes("..")) throw unknownRef(repository, ref);
      const asked = remember(refs, repository.toLowerCase(), () =>
        listRemote(addressOf(repository), { offline: network.offline, signal }),
      );
      return choose(repository, ref, await asked);
    },
    async digestOf(image) {
      const reference = readReference(image);
      if (!named.has(reference.registry.toLowerCase())) throw notNamed(reference.registry);
      return await remember(digests, image, () =>
        createRegistry(reference, {
          network,
          signal,
          ...(insecureRegistry === true && { insecure: true }),
        }).headManifest(reference.tag ?? "latest"),
      );
    },
  };
}

function remember<T>(answers: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  const answer = answers.get(key) ?? ask();
  answers.set(key, answer);
  return answer;
}

function choose(repository: string, ref: string, refs: readonly RemoteRef[]): PinnedCommit {
  const tag = refs.find(({ name }) => name === `refs/tags/${ref}`);
  const branch = refs.find(({ name }) => name === `refs/heads/${ref}`);
  const found = tag ?? branch;
  if (found === undefined) throw unknownRef(repository, ref);
  if (tag !== undefined && branch !== undefined && tag.commit !== branch.commit) {
    throw new WaybillError(
      "fix/two-meanings",
      `${repository} has a tag and a branch called ${ref}, on different commits.`,
      "Name the commit that was meant.",
    );
  }
  return { commit: found.commit, version: tag === undefined ? ref : exactTag(ref, found.commit, refs) };
}

/** `v4` says less than `v4.2.1` on the same commit: an updater and a reader want the latter. */
function exactTag(ref: string, commit: string, refs: readonly RemoteRef[]): string {
  const names = refs.filter((one) => one.commit === commit).map(({ name }) => name.replace("refs/tags/", ""));
  const exact = names.filter((name) => name.startsWith(`${ref}.`) && /^v?\d+(?:\.\d+){1,3}$/.test(name));
  return exact.sort((a, b) => b.split(".").length - a.split(".").length || (a < b ? 1 : -1))[0] ?? ref;
}

function notNamed(registry: string): WaybillError {
  return new WaybillError(
    "fix/registry-not-named",
    `${registry} was not asked: only a file names it.`,
    "Give --registry with its name, or list it under standard.registries, if it may be asked.",
  );
}

function unknownRef(repository: string, ref: string): WaybillError {
  return new WaybillError(
    "fix/unknown-ref",
    `${repository} has no tag or branch called ${ref}.`,
    "Look for a typing mistake, or name a commit with all its 40 digits.",
  );
}
