import { comparePlaces } from "../core/order.ts";
import type { WholeReader } from "../core/reader.ts";
import type { CredentialFact, DistributionSumsFact, RejectedSecretFact } from "./facts.ts";

const FOLDER = "var/lib/dpkg/info/";

/** What every package's files hash to, as dpkg wrote it down. */
export const distributionSums: WholeReader<DistributionSumsFact> = {
  id: "secrets/distribution-sums",
  version: 1,
  limit: 16 * 1024 * 1024,
  wants: ({ path, type }, { target }) =>
    (target === "image" || target === "rootfs") &&
    type === "file" &&
    path.startsWith(FOLDER) &&
    path.endsWith(".md5sums"),
  read: function* ({ path, place, text }) {
    const name = path.slice(FOLDER.length, -".md5sums".length).replace(/:[a-z0-9-]+$/, "");
    yield { kind: "distribution-sums", at: place, package: name, lines: text() };
  },
};

export interface Sifted {
  readonly own: readonly CredentialFact[];
  /** What everybody has who installed the package: nobody's secret. */
  readonly everybodys: readonly RejectedSecretFact[];
}

/**
 * Sets aside what stands in a file that is, byte for byte, what a distribution's package brought: examples in manuals,
 * keys of test suites. A file that was changed since stays, whoever brought it.
 */
export function siftDistributionFiles(facts: readonly CredentialFact[], sums: readonly DistributionSumsFact[]): Sifted {
  const own: CredentialFact[] = [];
  const everybodys: RejectedSecretFact[] = [];
  const ownerOf = rememberedOwners(sums);
  for (const fact of facts) {
    const owner = fact.fileMd5 === undefined ? undefined : ownerOf(`${fact.fileMd5}  ${fact.at.path}\n`);
    if (owner === undefined) own.push(fact);
    else {
      const reason = `the file is what the package ${owner} brings (MD5), so everybody has it`;
      everybodys.push({ kind: "secret-rejected", at: fact.at, detector: fact.detector, reason });
    }
  }
  return { own, everybodys: everybodys.sort((a, b) => comparePlaces(a.at, b.at)) };
}

function rememberedOwners(sums: readonly DistributionSumsFact[]): (line: string) => string | undefined {
  const owners = new Map<string, string | undefined>();
  return (line) => {
    if (!owners.has(line)) owners.set(line, sums.find(({ lines }) => lines.includes(line))?.package);
    return owners.get(line);
  };
}
