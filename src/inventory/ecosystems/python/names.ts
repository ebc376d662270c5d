import { writePurl } from "../../../core/purl.ts";

/** The one spelling of a project's name (PEP 503): lower case, every run of `-`, `_` and `.` one `-`. */
export function foldName(name: string): string {
  return name.replaceAll(/[-_.]+/g, "-").toLowerCase();
}

export function pypiPurl(foldedName: string, version: string | undefined): string {
  return writePurl({ type: "pypi", name: foldedName, ...(version !== undefined && { version }) });
}

/** The name that a requirement such as `Flask[async]>=2 ; extra == "x"` begins with (PEP 508), folded. */
export function requiredName(requirement: string): string | undefined {
  const match = /^\s*([A-Za-z0-9][A-Za-z0-9._-]{0,255})/.exec(requirement);
  return match?.[1] === undefined ? undefined : foldName(match[1].replace(/[-_.]+$/, ""));
}
