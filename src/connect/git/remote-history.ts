import { WaybillError } from "../../core/errors.ts";
import { withRemote } from "./git.ts";
import { type RemoteOptions, transportOf } from "./remote.ts";

/** Milliseconds that the commits of a repository may take to come. */
const PATIENCE = 180_000;

/**
 * Which of some commits a repository's branches and tags lead to. Only commits are fetched, no files. A forge answers for
 * a commit of any fork when it is asked by its id alone; so it is not asked, but looked for among what came.
 * @param address `https://HOST/OWNER/NAME`, or the absolute path of a repository on this machine
 * @throws WaybillError `connect/offline`, `git/bad-address`, `connect/no-repository`, `git/missing`
 */
export async function commitsOf(
  address: string,
  commits: readonly string[],
  { offline, signal }: RemoteOptions,
): Promise<ReadonlySet<string>> {
  const transport = transportOf(address);
  if (offline && transport !== "file")
    throw new WaybillError(
      "connect/offline",
      `The commits of ${address} cannot be asked for: the run is offline.`,
      "Run it without --offline.",
    );
  const limit = AbortSignal.timeout(PATIENCE);
  try {
    return await withRemote(transport, { signal: signal ? AbortSignal.any([signal, limit]) : limit }, async (read) => {
      await read(["init", "--quiet", "--bare", "--template=", "."]);
      const refs = ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"];
      await read(["fetch", "--quiet", "--no-tags", "--filter=tree:0", "--end-of-options", address, ...refs]);
      const answer = await read(["cat-file", "--batch-check=%(objecttype)"], `${commits.join("\n")}\n`);
      const types = answer.split("\n");
      return new Set(commits.filter((_, at) => types[at] === "commit"));
    });
  } catch (fault) {
    if (signal?.aborted === true || (fault instanceof WaybillError && fault.code === "git/missing")) throw fault;
    const why = limit.aborted ? "it took more than three minutes" : fault instanceof Error ? fault.message : "unknown";
    throw new WaybillError(
      "connect/no-repository",
      `${address} did not give its commits: ${why}`,
      "Look whether it exists under this name, can be reached from here, and can be read without a login.",
      { cause: fault },
    );
  }
}
