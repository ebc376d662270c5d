import { gapAt, type OpenFile, type WholeReader } from "../../core/reader.ts";
import { asMap } from "../../documents/shape.ts";
import { readYamlFile, type YamlDocument } from "../../documents/yaml/read.ts";
import { renderedPath, UNRENDERED } from "../template.ts";
import { factsOfDistribution } from "./distribution.ts";
import type { RegistryFact } from "./facts.ts";
import { factsOfHarbor } from "./harbor.ts";

/** Reads the configuration of the distribution registry, under whatever name, and Harbor's `harbor.yml`. */
export const registryReader: WholeReader<RegistryFact> = {
  id: "config/registry",
  version: 1,
  limit: 256 * 1024,
  wants: ({ path, type }) =>
    type === "file" && (isHarborFile(path) || /\.ya?ml$/.test(path)) && !/(?:^|\/)(?:node_modules|vendor)\//.test(path),
  // One that is so large is another program's, unless it begins as ours do.
  declines: (head) => (VERSION.test(head.toString("utf8")) ? undefined : []),
  read: function* (file) {
    const isHarbor = isHarborFile(file.path);
    if (!isHarbor && !looksLikeDistribution(file)) return;
    if (renderedPath(file.path) !== undefined && /\{[{%]/.test(file.text())) {
      yield gapAt(file.place, UNRENDERED);
      return;
    }
    const { documents, problems } = readYamlFile(file);
    const [problem] = problems;
    if (problem !== undefined) {
      yield gapAt({ ...file.place, line: problem.line }, "not YAML");
      return;
    }
    for (const document of documents) {
      const repeated = document.repeatedKeys();
      for (const { line } of repeated) yield gapAt({ ...file.place, line }, "a key stands twice in one map");
      if (repeated.length === 0) yield* factsOf(file, document, isHarbor);
    }
  },
};

function* factsOf(file: OpenFile, document: YamlDocument, isHarbor: boolean): Iterable<RegistryFact> {
  const root = asMap(document.value);
  if (root === undefined) return;
  const at = (...path: string[]) => {
    const { line, column } = document.keyRangeOf(path);
    return { ...file.place, line, column };
  };
  if (isHarbor) yield* factsOfHarbor(root, file.path, at);
  else if (String(root.version) === "0.1" && root.storage !== undefined)
    yield* factsOfDistribution(root, file.path, at);
}

/** Harbor's installer reads the file by its name; the `.tmpl` that it comes with is meant to be renamed. */
function isHarborFile(path: string): boolean {
  return /(?:^|\/)harbor\.ya?ml$/.test(renderedPath(path) ?? path);
}

const VERSION = /^["']?version["']?\s*:\s*["']?0\.1["']?\s*(?:#.*)?$/m;

/** Told from the text alone, for most YAML is something else. */
function looksLikeDistribution(file: OpenFile): boolean {
  if (!file.bytes.includes("storage")) return false;
  const text = file.text();
  return VERSION.test(text) && /^["']?storage["']?\s*:/m.test(text);
}
