import { readFileSync } from "node:fs";
import type { OpenFile } from "../../core/reader.ts";
import { readYaml, readYamlDocuments, type YamlFile } from "../../documents/yaml/read.ts";
import { codeOf, insideRoot, openRegular, reasonOf } from "../../sources/files/inside.ts";

/** Bytes of one file that a kustomization names. */
const LARGEST = 8 * 1024 * 1024;
/** Bytes of all of them together. */
const MOST = 64 * 1024 * 1024;

export interface TreeFile {
  readonly path: string;
  readonly text: string;
  readonly yaml: () => YamlFile;
  /** Its documents whose text is wanted; a whole file of thousands of definitions is not read for one that matters. */
  readonly documents: (wants: (text: string) => boolean) => readonly YamlFile[];
}

/** A file below the root, or why there is none to be read. */
export type ReadFile = (path: string) => TreeFile | { readonly missing: string };

/** Reads the files that kustomizations name, each once, and none that lies outside the tree. */
export function treeFiles(root: string): ReadFile {
  const inside = insideRoot(root);
  const known = new Map<string, ReturnType<ReadFile>>();
  let left = MOST;
  const read = (path: string): ReturnType<ReadFile> => {
    const file = inside.locate(path);
    if (file === undefined) return { missing: "it does not lie in this tree" };
    try {
      using open = openRegular(file);
      const { size } = open.stats;
      left -= size;
      if (size > LARGEST || left < 0) return { missing: "it is larger than is put together here" };
      return asFile(path, readFileSync(open.descriptor, "utf8"));
    } catch (fault) {
      return { missing: codeOf(fault) === "ENOENT" ? "it is not there" : reasonOf(fault) };
    }
  };
  return (path) => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const made = read(path);
    known.set(path, made);
    return made;
  };
}

function asFile(path: string, text: string): TreeFile {
  let parsed: YamlFile | undefined;
  const wanted = new Map<(text: string) => boolean, readonly YamlFile[]>();
  return {
    path,
    text,
    yaml: () => (parsed ??= readYaml(text)),
    documents: (wants) => {
      const known = wanted.get(wants) ?? [...readYamlDocuments(text, wants)];
      wanted.set(wants, known);
      return known;
    },
  };
}

const NAME = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/;

/** Whether `kubectl kustomize` takes the file for what a folder is built by. */
export function isKustomization({ path }: Pick<OpenFile, "path">): boolean {
  return NAME.test(path);
}

/** The file that a folder is built by. */
export function kustomizationIn(folder: string, read: ReadFile): TreeFile | undefined {
  for (const name of ["kustomization.yaml", "kustomization.yml", "Kustomization"]) {
    const file = read(joined(folder, name) ?? name);
    if (!("missing" in file)) return file;
  }
  return undefined;
}

/** A path below a folder; undefined where it leads out of the tree. */
export function joined(folder: string, path: string): string | undefined {
  const parts = path.startsWith("/") ? undefined : folder === "" ? [] : folder.split("/");
  for (const part of path.split("/")) {
    if (parts === undefined || (part === ".." && parts.length === 0)) return undefined;
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts?.join("/");
}

export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
