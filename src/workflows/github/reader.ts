import { type ImageReferenceFact, imageReferences } from "../../core/image.ts";
import { type GapFact, gapAt, type OpenFile, type WholeReader } from "../../core/reader.ts";
import { asMap } from "../../documents/shape.ts";
import { readYamlFile, type YamlDocument, type YamlPath } from "../../documents/yaml/read.ts";
import type { LinkFact, WorkflowFact } from "../facts.ts";
import { hiddenCharactersIn } from "../hidden-characters.ts";
import { repeatedKeysIn, unknownKeys } from "../vocabulary.ts";
import { factsOfAction } from "./action.ts";
import { ACTION, WORKFLOW } from "./vocabulary.ts";
import { factsOfWorkflow, type Places } from "./workflow.ts";

/** Gives the place of what stands at a path of the document. */
export type Locate = (path: YamlPath) => WorkflowFact["at"];

/** Reads GitHub's workflow files and composite actions. */
export const githubReader: WholeReader<WorkflowFact | LinkFact | ImageReferenceFact> = {
  id: "workflows/github",
  version: 4,
  limit: 1024 * 1024,
  wants: ({ path, type }) => type === "file" && !isForeign(path) && (isWorkflow(path) || isAction(path)),
  read: function* (file) {
    const { documents, problems } = readYamlFile(file);
    for (const { message, line } of problems) yield gapAt({ ...file.place, line }, `not YAML: ${message}`);
    const [document] = documents;
    if (document !== undefined) yield* withImages(factsOf(file, document));
    yield* repeatedKeysIn(file, documents);
    yield* hiddenCharactersIn(file);
  },
};

/** The images of jobs are also what trust holds against the standard. */
function* withImages(
  facts: Iterable<WorkflowFact | LinkFact | GapFact>,
): Iterable<WorkflowFact | LinkFact | ImageReferenceFact | GapFact> {
  for (const fact of facts) {
    yield fact;
    if (fact.kind === "job-image") yield* imageReferences(fact.ref, fact.at);
  }
}

function* factsOf(file: OpenFile, document: YamlDocument): Iterable<WorkflowFact | LinkFact | GapFact> {
  const root = asMap(document.value);
  const places: Places = {
    locate: (path) => {
      const { line, column } = document.rangeOf(path);
      return { ...file.place, line, column };
    },
    commentAt: (path) => {
      const { end } = document.rangeOf(path);
      return /^[ \t]+#[ \t]*([^\r\n]*)/.exec(file.text().slice(end, end + 200))?.[1]?.trim() ?? "";
    },
  };
  if (root === undefined) yield gapAt(file.place, "holds no map at its top, as a workflow does");
  else if (isWorkflow(file.path)) {
    yield* factsOfWorkflow(file.path, root, places);
    yield* unknownKeys({ path: file.path, root, locate: places.locate }, WORKFLOW);
  } else if (asMap(root.runs) !== undefined) {
    yield* factsOfAction(file.path, root, places);
    yield* unknownKeys({ path: file.path, root, locate: places.locate }, ACTION);
  }
}

function isWorkflow(path: string): boolean {
  return /(?:^|\/)\.(?:github|gitea|forgejo)\/workflows\/[^/]+\.ya?ml$/.test(path);
}

function isAction(path: string): boolean {
  return /(?:^|\/)action\.ya?ml$/.test(path);
}

/** Workflows of packages that lie about are nobody's pipeline here. */
function isForeign(path: string): boolean {
  return /(?:^|\/)(?:node_modules|vendor|third_party)\//.test(path);
}
