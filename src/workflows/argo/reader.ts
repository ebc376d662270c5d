import { asList, asMap, asScalar, texts } from "../../documents/shape.ts";
import type { Trigger, WorkflowFact } from "../facts.ts";
import { aJob, factsOfScript, imageOf, type Pasting, pastedBy, pipelineReader } from "../pipeline-reader.ts";

const CALLED: Trigger = { events: ["called"], outsider: false, privileged: false };

/** `{{…}}` is replaced in a script before it runs. */
const PASTING: Pasting = {
  pattern: /\{\{=?\s*((?:inputs|workflow)\.parameters\.[\w-]+)/g,
  setBy: () => "caller",
};

const KINDS = new Set(["Workflow", "WorkflowTemplate", "ClusterWorkflowTemplate", "CronWorkflow"]);

/** Reads Argo's workflows and their templates. */
export const argoReader = pipelineReader({
  name: "argo",
  matches: (path) =>
    /(?:^|\/)(?:\.?argo|argo-workflows?|workflows?|workflow-templates?)\/(?:.*\/)?[\w.-]+\.ya?ml$|(?:^|\/)(?:[\w-]+-)?workflow(?:-?template)?s?\.ya?ml$/.test(
      path,
    ) && !/(?:^|\/)\.(?:github|gitea|forgejo)\//.test(path),
  facts: function* (document): Iterable<WorkflowFact> {
    const { path: file, root, locate } = document;
    if (!(asScalar(root.apiVersion) ?? "").startsWith("argoproj.io/") || !KINDS.has(asScalar(root.kind) ?? "")) return;
    const isCron = asMap(asMap(root.spec)?.workflowSpec) !== undefined;
    const spec = asMap(isCron ? asMap(root.spec)?.workflowSpec : root.spec) ?? {};
    const base = isCron ? ["spec", "workflowSpec"] : ["spec"];
    for (const [index, value] of asList(spec.templates).entries()) {
      const template = asMap(value) ?? {};
      const job = aJob(file, asScalar(template.name) ?? `template ${index + 1}`, CALLED);
      for (const key of ["script", "container"]) {
        const part = asMap(template[key]);
        if (part === undefined) continue;
        const path = [...base, "templates", index, key];
        const privilege = asMap(part.securityContext)?.privileged === true ? "privileged: true" : undefined;
        yield* imageOf(part.image, [...path, "image"], document, job, privilege);
        const command = [...texts(part.command), ...texts(part.args)];
        const isShell = /(?:^|\/)(?:ba|da|a|z)?sh$/.test(command[0] ?? "");
        const source = asScalar(part.source) ?? (isShell && command.includes("-c") ? (command.at(-1) ?? "") : "");
        const at = locate([...path, key === "script" ? "source" : "args"]);
        yield* factsOfScript(source, at, job, pastedBy(PASTING, source), isShell ? "shell" : (command[0] ?? "shell"));
      }
    }
  },
});
