import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { once } from "../truth/have.ts";
import { developmentRepositories, fileId, type Judged, type Label, readLabels } from "./labels.ts";

/** What is judged: the labelled files of the repositories that could be had, at the commits that were labelled. */
export interface Corpus {
  /** Holds a folder for each repository, by its id, with the files under their own paths. */
  readonly folder: string;
  readonly repositories: readonly Repository[];
  /** Commit of CredData that the labels are of. */
  readonly labelsCommit: string;
  /** Development repositories in all, and those that could not be had. */
  readonly wanted: number;
  readonly withoutMirror: number;
  readonly withoutCommit: readonly string[];
  /** Labelled files that the mirror does not hold, such as very large ones. */
  readonly missingFiles: number;
}

export interface Repository extends Judged {
  /** Of files that are here. */
  readonly labels: readonly Label[];
  /** Path by file id. */
  readonly paths: ReadonlyMap<string, string>;
}

/**
 * @param mirrors folder of bare git repositories, each as `owner+name/repo` or `owner/name.git`, one of them CredData
 * @param cache where the files are laid out once
 */
export function layOut(mirrors: string, cache: string): Corpus {
  const credData = mirrorOf("Samsung/CredData", mirrors);
  if (credData === undefined) throw new Error(`There is no mirror of Samsung/CredData in ${mirrors}.`);
  const labelsCommit = git(credData, ["rev-parse", "HEAD"]).toString().trim();
  const snapshot = JSON.parse(git(credData, ["show", "HEAD:snapshot.json"]).toString()) as Record<string, string>;
  const wanted = developmentRepositories(snapshot);
  const folder = join(cache, `creddata-${labelsCommit.slice(0, 8)}`);
  const repositories: Repository[] = [];
  const withoutCommit: string[] = [];
  let withoutMirror = 0;
  let missingFiles = 0;
  for (const judged of wanted) {
    const mirror = mirrorOf(judged.name, mirrors);
    if (mirror === undefined) withoutMirror++;
    else if (spawnSync("git", ["-C", mirror, "cat-file", "-e", `${judged.commit}^{commit}`]).status !== 0)
      withoutCommit.push(judged.name);
    else {
      const all = readLabels(git(credData, ["show", `HEAD:meta/${judged.id}.csv`]).toString());
      const paths = layOutFiles(mirror, judged, new Set(all.map(({ file }) => file)), join(folder, judged.id));
      const labels = all.filter(({ file }) => paths.has(file));
      missingFiles += new Set(all.map(({ file }) => file)).size - paths.size;
      repositories.push({ ...judged, labels, paths });
    }
  }
  return { folder, repositories, labelsCommit, wanted: wanted.length, withoutMirror, withoutCommit, missingFiles };
}

function mirrorOf(name: string, mirrors: string): string | undefined {
  const plain = join(mirrors, name.replace("/", "+"), "repo");
  return [join(plain, ".git"), plain, join(mirrors, `${name}.git`)].find(
    (folder) => existsSync(join(folder, "HEAD")) && existsSync(join(folder, "objects")),
  );
}

/** Writes the wanted files once. Answers the paths of those that are there, by file id. */
function layOutFiles(
  mirror: string,
  { commit }: Judged,
  wanted: ReadonlySet<string>,
  folder: string,
): Map<string, string> {
  const listed = git(mirror, ["ls-tree", "-rz", "--full-tree", commit])
    .toString("utf8")
    .split("\0")
    .flatMap((line) => {
      const [, mode = "", object = "", path = ""] = /^(\d+) blob (\w+)\t(.*)$/s.exec(line) ?? [];
      return mode !== "" && mode !== "120000" && wanted.has(fileId(path)) ? [{ object, path }] : [];
    });
  const objects = listed.map(({ object }) => object).join("\n");
  const missing = git(mirror, ["cat-file", "--batch-check"], objects).toString();
  const files = listed.filter(({ object }) => !missing.includes(`${object} missing`));
  once(folder, () => {
    for (const { object, path } of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), git(mirror, ["cat-file", "blob", object]));
    }
  });
  return new Map(files.map(({ path }) => [fileId(path), path]));
}

function git(repository: string, words: readonly string[], input = ""): Buffer {
  return execFileSync("git", ["-C", repository, ...words], { input, maxBuffer: 1024 * 1024 * 1024 });
}
