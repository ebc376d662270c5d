import type { ImageReferenceFact } from "../../core/image.ts";
import { gapAt, type OpenFile, type WholeReader } from "../../core/reader.ts";
import { Lines } from "../../documents/text.ts";
import type { LinkFact, PastedExpression, WorkflowFact } from "../facts.ts";
import { aJob, BY_MEMBERS, factsOfScript, isForeign, type Job, withImages } from "../pipeline-reader.ts";
import { factsOfCode } from "./code-facts.ts";
import { type GroovyString, groovyStrings } from "./strings.ts";

/** Values that a build gets from whoever pushed or opened a request (Jenkins, "Using environment variables"). */
const SET_BY_CONTRIBUTORS =
  /^(?:env\.)?(?:CHANGE_(?:TITLE|BRANCH|AUTHOR|AUTHOR_DISPLAY_NAME|AUTHOR_EMAIL|FORK)|BRANCH_NAME|GIT_BRANCH|TAG_NAME|GIT_(?:AUTHOR|COMMITTER)_(?:NAME|EMAIL)|ghprb\w*(?:Title|Body|Branch|Message|Author\w*)|gitlab(?:Source|Target)Branch|gitlabMergeRequest(?:Title|Description))\b/;

/**
 * Reads Jenkinsfiles by their strings: the scripts that steps run, what Groovy pastes into them, images, libraries.
 * What code computes is not followed.
 */
export const jenkinsReader: WholeReader<WorkflowFact | LinkFact | ImageReferenceFact> = {
  id: "workflows/jenkins",
  version: 3,
  limit: 512 * 1024,
  wants: ({ path, type }) =>
    type === "file" &&
    !isForeign(path) &&
    /(?:^|\/)(?:Jenkinsfile(?:[.-][\w.-]+)?|[\w.-]+\.[jJ]enkinsfile)$/.test(path),
  read: function* (file) {
    const { strings, isBroken, code } = groovyStrings(file.text());
    yield* withImages(factsOf(file, strings, code));
    if (isBroken) yield gapAt(file.place, "a string does not end, so what follows it was not understood");
  },
};

function* factsOf(file: OpenFile, strings: readonly GroovyString[], code: string): Iterable<WorkflowFact> {
  const source = file.text();
  const lines = new Lines(source);
  const isDeclarative = /\bpipeline\s*\{/.test(source);
  const byHand = /\binput\s*(?:\(|\{|message)/.test(source);
  const job: Job = aJob(file.path, isDeclarative ? "pipeline" : "script", BY_MEMBERS, { byHand });
  yield* factsOfCode(code, file.place, lines, job);
  for (const found of strings) {
    const at = { ...file.place, ...lines.position(found.offset) };
    yield* factsOfString(found, at, job);
  }
}

const STEP = /\b(sh|bat|powershell|pwsh)\s*(?:\(\s*)?(?:\[?\s*(?:[\w]+\s*:\s*[\w".]+\s*,\s*){0,4}script\s*:\s*)?$/;

function* factsOfString(
  { text, before, isPasted }: GroovyString,
  at: WorkflowFact["at"],
  job: Job,
): Iterable<WorkflowFact> {
  const step = STEP.exec(before)?.[1];
  if (step !== undefined) {
    const pasted = isPasted ? pastedInto(text) : [];
    // What Groovy has replaced is no variable of the shell any more.
    const script = text.replaceAll("\u0000", "$");
    yield* factsOfScript(script, at, job, pasted, step === "sh" ? "shell" : step);
    return;
  }
  const { about } = job;
  if (/\bimage\s*[(:]?\s*$|\bdocker\.image\(\s*$/.test(before) && /^[\w.\-/:@]+$/.test(text))
    yield { kind: "job-image", at, ...about, ref: text };
  const isPrivileged =
    /\bargs\s+$|\.(?:inside|withRun|run)\(\s*$/.test(before) && /--privileged|docker\.sock:/.test(text);
  if (isPrivileged) yield { kind: "job-image", at, ...about, ref: "", privilege: text.slice(0, 200) };
  if (/@Library\(\s*\[?(?:""\s*,\s*)*$|\blibrary\s*\(?\s*(?:identifier\s*:\s*)?$/.test(before)) {
    const [name = "", ref = ""] = text.split("@");
    yield { kind: "included-pipeline", at, ...about, form: "library", name, ref };
  }
}

/** `${params.X}` and `$BRANCH_NAME` in a string of double quotes. */
function pastedInto(text: string): PastedExpression[] {
  const found = new Map<string, PastedExpression>();
  for (const [, braced, bare] of text.matchAll(/\$(?:\{([^}]{1,300})\}|([A-Za-z_][\w.]*))/g)) {
    const name = (braced ?? bare ?? "").trim();
    if (SET_BY_CONTRIBUTORS.test(name)) found.set(name, { text: name, setBy: "contributor" });
    else if (/^params\.\w+/.test(name)) found.set(name, { text: name, setBy: "caller" });
  }
  return [...found.values()];
}
