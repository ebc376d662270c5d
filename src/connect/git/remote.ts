import { isAbsolute } from "node:path";
import { WaybillError } from "../../core/errors.ts";
import { type GitOptions, readGitRemote, type Transport } from "./git.ts";

/** One tag or branch of another repository, and the commit that it names. */
export interface RemoteRef {
  /** `refs/tags/v4.2.1`, `refs/heads/main`. */
  readonly name: string;
  /** 40 hexadecimal digits; of an annotated tag those of the commit behind it. */
  readonly commit: string;
}

export interface RemoteOptions extends Pick<GitOptions, "signal"> {
  /** Then only a folder on this machine is asked. */
  readonly offline: boolean;
}

/** Milliseconds that a forge may take. */
const PATIENCE = 30_000;

/**
 * Asks a repository for its tags and branches, as `git ls-remote` does. Nobody logs in: what is private is refused.
 * @param address `https://HOST/OWNER/NAME`, or the absolute path of a repository on this machine
 * @throws WaybillError `connect/offline`, `git/bad-address`, `connect/no-repository`, `git/missing`
 */
export async function listRemote(address: string, { offline, signal }: RemoteOptions): Promise<RemoteRef[]> {
  const transport = transportOf(address);
  if (offline && transport !== "file") {
    throw new WaybillError(
      "connect/offline",
      `Tags of ${address} cannot be asked for: the run is offline.`,
      "Run it without --offline.",
    );
  }
  const limit = AbortSignal.timeout(PATIENCE);
  const words = ["ls-remote", "--tags", "--heads", "--end-of-options", address];
  try {
    return readRefs(
      await readGitRemote(words, transport, { signal: signal ? AbortSignal.any([signal, limit]) : limit }),
    );
  } catch (fault) {
    if (signal?.aborted === true || (fault instanceof WaybillError && fault.code === "git/missing")) throw fault;
    const why = limit.aborted ? "it said nothing for 30 seconds" : fault instanceof Error ? fault.message : "unknown";
    throw new WaybillError(
      "connect/no-repository",
      `${address} did not tell its tags: ${why}`,
      "Look whether it exists under this name, can be reached from here, and can be read without a login.",
      { cause: fault },
    );
  }
}

/** @throws WaybillError `git/bad-address` */
export function transportOf(address: string): Transport {
  if (isAbsolute(address)) return "file";
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol === "https:" && url.username === "") return "https";
  const isHere = url !== undefined && ["127.0.0.1", "[::1]", "localhost"].includes(url.hostname);
  if (url?.protocol === "http:" && isHere && url.username === "") return "http";
  throw new WaybillError(
    "git/bad-address",
    "A repository's address is neither an https URL nor an absolute path.",
    "Write https://HOST/OWNER/NAME.",
  );
}

const LINE = /^([0-9a-f]{40})\t(refs\/(?:tags|heads)\/.+?)(\^\{\})?$/;

/** A peeled line `NAME^{}` follows the tag's own and says which commit the annotated tag stands for. */
function readRefs(text: string): RemoteRef[] {
  const commits = new Map<string, string>();
  for (const line of text.split("\n")) {
    const [, commit = "", name = ""] = LINE.exec(line) ?? [];
    if (commit !== "") commits.set(name, commit);
  }
  return [...commits].map(([name, commit]) => ({ name, commit }));
}
