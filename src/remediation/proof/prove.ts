import type { PlannedFix } from "../plans/fixer.ts";
import { broken, type Drafted, held, onlyEditsChanged, type Proof } from "./draft.ts";
import { newIn, placesOf, type Sight, tallyOf } from "./tally.ts";

export interface ProofRequest {
  readonly planned: PlannedFix;
  /** All plans that are written, this one among them. */
  readonly plans: readonly PlannedFix[];
  readonly before: Sight;
  readonly after: Sight;
  readonly files: readonly Drafted[];
  /** A file's bytes as they are now on the disk. */
  readonly read: (path: string) => Buffer;
}

/** The proofs that need the written file and a second look. */
export function prove(request: ProofRequest): { readonly made: Proof[]; readonly sharesBlame: boolean } {
  const nothingNew = proveNothingNew(request);
  return {
    made: [proveRestUnchanged(request), proveGone(request), nothingNew.proof],
    sharesBlame: nothingNew.sharesBlame,
  };
}

function proveRestUnchanged({ planned, files, read }: ProofRequest): Proof {
  const check = "rest unchanged";
  const own = files.filter(({ path }) => planned.plan.edits.some((edit) => edit.path === path));
  for (const { path, before, edits } of own) {
    if (!onlyEditsChanged(before, read(path), edits)) return broken(check, `${path}: other bytes changed, too`);
  }
  return held(check, "read back: every byte outside the edits is as it was");
}

function proveGone({ planned, plans, before, after }: ProofRequest): Proof {
  const check = "finding gone";
  for (const { finding, path } of planned.closes) {
    const closing = plans.flatMap(({ closes }) => closes).filter((one) => one.finding === finding && one.path === path);
    const expected = placesOf(before.findings, finding, path) - closing.reduce((sum, { places }) => sum + places, 0);
    if (placesOf(after.findings, finding, path) > Math.max(0, expected))
      return broken(check, `${path}: it is still found there`);
  }
  return held(check, "looked again: it is no longer found there");
}

/** A plan answers for what is new in a file that it edits, and all plans for what is new elsewhere. */
function proveNothingNew({ planned, plans, before, after }: ProofRequest): { proof: Proof; sharesBlame: boolean } {
  const check = "nothing new";
  const touches = ({ plan }: PlannedFix, path: string) => plan.edits.some((edit) => edit.path === path);
  for (const { rule, path } of newIn(tallyOf(after), tallyOf(before))) {
    const blamed = plans.filter((one) => touches(one, path));
    const suspects = blamed.length === 0 ? plans : blamed;
    if (!suspects.includes(planned)) continue;
    return { proof: broken(check, `${path}: ${rule} is found now`), sharesBlame: suspects.length > 1 };
  }
  return { proof: held(check, "looked again: no rule fires that did not fire before"), sharesBlame: false };
}
