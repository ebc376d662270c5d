import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { billOf } from "./bill.ts";
import { compare, type Exception } from "./compare.ts";
import { differencesPage } from "./differences-page.ts";
import { EXCEPTIONS } from "./exceptions.ts";
import { type Judged, truthPage } from "./page.ts";
import { syftBillOf } from "./peer.ts";
import type { Subject } from "./subject.ts";
import { SUBJECTS } from "./subjects/index.ts";

/**
 * Compares Waybill's bills with what real package managers say of the same files, and writes
 * `results/inventory-truth.md`. With words: only the subjects whose titles hold one of them, and no page. Programs that
 * are not on this machine are left out, and named. Answers whether all differences are explained.
 *
 * @param folder where subjects are kept for the next time
 * @param bundle the published program
 * @param syft the peer's program, to be compared with the same lists on a page of its own
 */
export function compareWithManagers(
  words: readonly string[],
  folder: string,
  bundle: string,
  syft: string | undefined,
): boolean {
  mkdirSync(folder, { recursive: true });
  const asked = SUBJECTS.filter(
    ({ title }) => words.length === 0 || words.some((word) => title.toLowerCase().includes(word.toLowerCase())),
  );
  const judged = asked.map((subject) => {
    const result = judge(subject, folder, bundle, syft);
    process.stdout.write(`${line(result)}\n`);
    return result;
  });
  if (words.length === 0) {
    for (const { subject, reason } of idle(judged)) process.stdout.write(`${subject}: explains nothing: ${reason}\n`);
    const results = join(import.meta.dirname, "..", "results");
    writeFileSync(join(results, "inventory-truth.md"), truthPage(judged));
    if (syft !== undefined) writeFileSync(join(results, "inventory-differences.md"), differencesPage(judged));
  }
  if (words.length === 0 && idle(judged).length > 0) return false;
  return judged.every(
    ({ failed, packages, edges }) =>
      failed === undefined &&
      [packages, edges].every((sets) => !sets || sets.missing.length + sets.surplus.length === 0),
  );
}

/** Exceptions that no difference needs any more, though their subject was made. */
function idle(judged: readonly Judged[]): readonly Exception[] {
  const made = new Set(judged.filter(({ packages }) => packages).map(({ subject }) => subject.title));
  const reasons = new Set(
    judged
      .flatMap(({ packages, edges }) => [...(packages?.explained ?? []), ...(edges?.explained ?? [])])
      .map(({ subject, reason }) => `${subject} ${reason}`),
  );
  return EXCEPTIONS.filter(({ subject, reason }) => made.has(subject) && !reasons.has(`${subject} ${reason}`));
}

function judge(subject: Subject, folder: string, bundle: string, syft: string | undefined): Judged {
  const { title, types, make } = subject;
  const name = title.replaceAll(/[^A-Za-z0-9]+/g, "-").toLowerCase();
  const made = attempt(() => make(join(folder, name)));
  if (made instanceof Error) return { subject, failed: made.message };
  if (made === undefined) return { subject };
  const found = billOf(bundle, made.target, types, join(folder, `${name}.cdx.json`));
  const exceptions = EXCEPTIONS.filter((exception) => exception.subject === title);
  const packages = compare(made.listed.packages, found.packages, exceptions);
  const edges = made.listed.edges && compare(made.listed.edges, found.edges, exceptions);
  const theirs = syft === undefined ? undefined : syftBillOf(syft, made, types, join(folder, `${name}.syft.json`));
  return {
    subject,
    made,
    packages,
    ...(edges !== undefined && { edges }),
    ...(theirs && { syft: compare(made.listed.packages, theirs.packages, []) }),
    ...(theirs && made.listed.edges && { syftEdges: compare(made.listed.edges, theirs.edges, []) }),
  };
}

/** What one manager fails at keeps none of the others from being asked. */
function attempt<T>(make: () => T): T | Error {
  try {
    return make();
  } catch (error) {
    return error as Error;
  }
}

function line({ subject: { title, lister }, failed, packages, edges }: Judged): string {
  if (failed !== undefined) return `${title}: could not be made: ${failed}`;
  if (packages === undefined) return `${title}: not on this machine`;
  const of = (sets: typeof packages) =>
    [
      `listed ${sets.listed}, found ${sets.found}, both ${sets.both}`,
      ...sets.missing.slice(0, 60).map((key) => `\n    missing ${key}`),
      ...sets.surplus.slice(0, 60).map((key) => `\n    surplus ${key}`),
      ...(sets.missing.length + sets.surplus.length > 40 ? ["\n    …"] : []),
    ].join("");
  return `${title} (${lister}): ${of(packages)}${edges === undefined ? "" : `\n  edges: ${of(edges)}`}`;
}
