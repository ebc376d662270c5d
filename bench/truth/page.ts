import { VERSION } from "../../src/core/version.ts";
import type { Difference } from "./compare.ts";
import type { Made, Subject } from "./subject.ts";

/** A subject with what came of it; without differences where it could not be made. */
export interface Judged {
  readonly subject: Subject;
  readonly made?: Made;
  /** Why it could not be made on this machine, though its programs are here. */
  readonly failed?: string;
  readonly packages?: Difference;
  readonly edges?: Difference;
  /** The peer's list beside the manager's. */
  readonly syft?: Difference;
  readonly syftEdges?: Difference;
}

/** The page of results: one table of all subjects, and below it each difference with its reason. */
export function truthPage(judged: readonly Judged[]): string {
  const made = judged.filter(({ packages }) => packages !== undefined);
  const absent = judged.filter(({ packages }) => packages === undefined);
  return `# Bills beside the package managers' own lists

Written by \`npm run bench -- truth\` on ${new Date().toISOString().slice(0, 10)}, Waybill ${VERSION}. Each subject is made by the real package manager, and what that manager lists counts as the truth. Packages are compared by name and version, edges by name and version at both ends.

| subject | the truth | listed | found | both | missing | surplus |
| --- | --- | --: | --: | --: | --: | --: |
${made.flatMap(rows).join("\n")}

A number in brackets is explained below.

${exceptions(made)}
${absent.length === 0 ? "" : `\nNot on this machine: ${absent.map(({ subject: { title } }) => title).join("; ")}.\n`}`;
}

function rows({ subject, made, packages, edges }: Judged): string[] {
  const row = (what: string, sets: Difference | undefined) =>
    sets === undefined
      ? []
      : [
          `| ${subject.title}${what} | \`${subject.lister}\`${made?.about === undefined ? "" : ` (${made.about})`} | ${sets.listed} | ${sets.found} | ${sets.both} | ${side(sets, "missing")} | ${side(sets, "surplus")} |`,
        ];
  return [...row("", packages), ...row(": edges", edges)];
}

function side(sets: Difference, which: "missing" | "surplus"): string {
  const explained = sets.explained.filter(({ side }) => side === which).reduce((sum, { count }) => sum + count, 0);
  return `${sets[which].length}${explained === 0 ? "" : ` (${explained})`}`;
}

function exceptions(judged: readonly Judged[]): string {
  const lines = judged.flatMap(({ subject, packages, edges }) =>
    [...(packages?.explained ?? []), ...(edges?.explained ?? [])].map(
      ({ side, count, reason }) => `- ${subject.title}, ${count} ${side}: ${reason}`,
    ),
  );
  const notes = judged.flatMap(({ subject: { title, note } }) => (note === undefined ? [] : `- ${title}: ${note}`));
  lines.push(...notes);
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}
