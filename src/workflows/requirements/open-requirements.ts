import type { OpenRequirements, RequirementsFile, RunCommand, WorkflowFact } from "../facts.ts";

/** The jobs that install a list of requirements in which versions are left open. */
export function openRequirements(
  facts: readonly WorkflowFact[],
  files: readonly RequirementsFile[],
): OpenRequirements[] {
  return facts.flatMap((fact) => (fact.kind === "run-command" ? installed(fact, files) : []));
}

function installed({ program, args, at, subject, signals }: RunCommand, files: readonly RequirementsFile[]) {
  if (!/^pip3?$/.test(program) || args[0] !== "install" || args.includes("--require-hashes")) return [];
  const named = args.flatMap((arg, index) => (/^(?:-r|--requirement)$/.test(arg) ? [args[index + 1] ?? ""] : []));
  return named.flatMap((name): OpenRequirements[] => {
    const path = name.replace(/^\.\//, "");
    // The folder in which the job stands then is not known: the nearest file of that name will do.
    const file = files.find((one) => one.path === path) ?? files.find((one) => one.path.endsWith(`/${path}`));
    if (path === "" || file === undefined) return [];
    const signalled = signals === undefined ? {} : { signals };
    return [{ kind: "open-requirements", at, subject, ...signalled, path: file.path, open: file.open }];
  });
}
