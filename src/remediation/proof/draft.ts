import type { Edit, FixPlan } from "../../core/fix.ts";
import { applyEdits } from "../../documents/text.ts";
import { sourceFile } from "../edits/source-file.ts";
import type { PlannedFix } from "../plans/fixer.ts";
import { differenceFromExpected } from "./documents.ts";

export type Proof = FixPlan["proofs"][number];

/** A file before and after. */
export interface Drafted {
  readonly path: string;
  readonly before: Buffer;
  readonly after: Buffer;
  readonly edits: readonly Edit[];
}

/** Files as they are, and as they will be with the plans that were taken in. Nothing is written. */
export class Draft {
  readonly #original: (path: string) => Buffer;
  readonly #taken: PlannedFix[] = [];

  /** @param original a file's bytes as the plans mean them; asked again and again */
  constructor(original: (path: string) => Buffer) {
    this.#original = original;
  }

  get taken(): readonly PlannedFix[] {
    return this.#taken;
  }

  /** Takes a plan in if, on paper, every file still reads as it should. Answers what was checked. */
  take(planned: PlannedFix): Proof[] {
    const proofs = this.#check(planned);
    if (proofs.every(({ result }) => result === "held")) this.#taken.push(planned);
    return proofs;
  }

  /** Every file that changes, in the order of the plans. */
  files(): Drafted[] {
    const paths = new Set(this.#taken.flatMap(({ plan }) => plan.edits.map(({ path }) => path)));
    return [...paths].map((path) => {
      const edits = this.#editsOf(path, this.#taken);
      const before = this.#original(path);
      return { path, before, after: applyEdits(before, edits), edits };
    });
  }

  #check(planned: PlannedFix): Proof[] {
    const proofs: Proof[] = [];
    for (const path of new Set(planned.plan.edits.map((edit) => edit.path))) {
      const before = this.#original(path);
      const edits = this.#editsOf(path, [...this.#taken, planned]);
      if (overlap(edits, before.length)) return [broken("fits", `${path}: another edit changes the same bytes`)];
      const after = applyEdits(before, edits);
      proofs.push(...this.#checkFile(path, before, after, planned));
      if (!onlyEditsChanged(before, after, edits))
        proofs.push(broken("rest unchanged", `${path}: other bytes changed, too`));
    }
    return proofs;
  }

  #checkFile(path: string, before: Buffer, after: Buffer, planned: PlannedFix): Proof[] {
    const expectations = [...this.#taken, planned]
      .flatMap((one) => one.expectations)
      .filter((one) => one.path === path);
    if (!planned.expectations.some((one) => one.path === path)) return [];
    const [old, now] = [sourceFile(path, before), sourceFile(path, after)];
    if (old === undefined || now === undefined) return [broken("reads as expected", `${path}: not UTF-8 text`)];
    const difference = differenceFromExpected(old.text, now.text, expectations);
    return [
      difference === undefined
        ? held("reads as expected", `${path}: read again, only the intended value differs`)
        : broken("reads as expected", `${path}: ${difference}`),
    ];
  }

  #editsOf(path: string, planned: readonly PlannedFix[]): Edit[] {
    return planned.flatMap(({ plan }) => plan.edits.filter((edit) => edit.path === path));
  }
}

export function held(check: string, detail: string): Proof {
  return { check, result: "held", detail };
}

export function broken(check: string, detail: string): Proof {
  return { check, result: "broken", detail };
}

function overlap(edits: readonly Edit[], length: number): boolean {
  let free = 0;
  for (const { start, end } of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (start < free || end < start || end > length) return true;
    free = end;
  }
  return false;
}

/** Walks both files side by side: outside of the edits every byte must be the same. Not how the edits were applied. */
export function onlyEditsChanged(before: Buffer, after: Buffer, edits: readonly Omit<Edit, "path">[]): boolean {
  let [old, now] = [0, 0];
  for (const { start, end, replacement } of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const kept = start - old;
    if (!before.subarray(old, start).equals(after.subarray(now, now + kept))) return false;
    const put = Buffer.from(replacement);
    if (!after.subarray(now + kept, now + kept + put.length).equals(put)) return false;
    [old, now] = [end, now + kept + put.length];
  }
  return before.subarray(old).equals(after.subarray(now));
}
