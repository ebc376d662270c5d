import { join } from "node:path";
import type { Workbench } from "../bench.ts";
import { debianImage } from "./debian-image.ts";
import { repository, WHOLE_REPOSITORY } from "./repository.ts";
import { smallImage } from "./small-image.ts";

/** The repository that the benches look at: the caller's own, or the made-up one. */
export function treeCorpus({ cache, scratch, smoke, corpus }: Workbench): string {
  if (corpus !== undefined) return corpus;
  if (smoke) return repository(join(scratch, "repository"), { files: 100, commits: 3 });
  return repository(join(cache, "corpora", "repository"), WHOLE_REPOSITORY);
}

export async function imageCorpus({ cache, scratch, smoke }: Workbench): Promise<string> {
  return smoke ? smallImage(join(scratch, "image")) : await debianImage(join(cache, "corpora", "debian-image"));
}
