import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DETECTORS } from "../../src/secrets/detectors/index.ts";
import type { Described } from "../../src/secrets/evidence/features.ts";
import { featuresOf } from "../../src/secrets/evidence/features.ts";
import { formatOf } from "../../src/secrets/file-kinds.ts";
import { Search } from "../../src/secrets/search.ts";
import type { Corpus, Repository } from "./corpus.ts";
import { overlap, spansOf } from "./score.ts";

/** A value with what the scorer sees of it and what a person said. */
export interface Example {
  readonly repository: string;
  readonly features: Float64Array;
  readonly isTrue: boolean;
  /** Of ever the same value in one repository all together count little more than one. */
  readonly weight: number;
}

/** The values under telling names on lines that CredData judged T or F. What it does not decide teaches nothing. */
export function trainingSet(corpus: Corpus): Example[] {
  const search = new Search(DETECTORS);
  return corpus.repositories.flatMap((repository) => examplesOf(repository, corpus.folder, search));
}

function examplesOf(repository: Repository, folder: string, search: Search): Example[] {
  const spans = Map.groupBy(spansOf(repository), ({ file }) => file);
  const found = [...repository.paths].flatMap(([file, path]) => {
    const bytes = readFileSync(join(folder, repository.id, path));
    const judged = spans.get(file) ?? [];
    const lines = lineCounter(bytes);
    return search.namedValues({ bytes, path, format: formatOf(path) }).flatMap((described) => {
      const line = lines(described.assignment.start);
      const span = judged.find((one) => overlap(one, { first: line, last: line }));
      return span === undefined || span.truth === "X" ? [] : [{ described, isTrue: span.truth === "T" }];
    });
  });
  const counts = new Map<string, number>();
  const key = ({ assignment: { name, value } }: Described) => `${name}\n${value}`;
  for (const { described } of found) counts.set(key(described), (counts.get(key(described)) ?? 0) + 1);
  return found.map(({ described, isTrue }): Example => {
    const weight = 1 / Math.sqrt(counts.get(key(described)) ?? 1);
    return { repository: repository.id, features: featuresOf(described), isTrue, weight };
  });
}

/** The line of each of ever greater offsets. */
function lineCounter(bytes: Buffer): (offset: number) => number {
  let at = 0;
  let line = 1;
  return (offset) => {
    if (offset < at) {
      at = 0;
      line = 1;
    }
    for (; at < offset; at++) if (bytes[at] === 0x0a) line++;
    return line;
  };
}
