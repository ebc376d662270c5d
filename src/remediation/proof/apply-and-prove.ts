import type { FixPlan } from "../../core/fix.ts";
import type { Tree } from "../edits/tree.ts";
import { Writer } from "../edits/writer.ts";
import type { PlannedFix } from "../plans/fixer.ts";
import { proveTaken, type TryObject } from "./cluster-trial.ts";
import { Draft, type Drafted, type Proof } from "./draft.ts";
import { prove } from "./prove.ts";
import type { Sight } from "./tally.ts";

/** Looks at the whole tree again, by the same rules as before. */
export type LookAgain = () => Promise<Sight>;

/** `refused` was never written; `taken back` was written, failed a proof, and is undone byte for byte. */
export interface Outcome {
  readonly plan: FixPlan;
  readonly state: "applied" | "refused" | "taken back";
}

export interface ApplyRequest {
  readonly tree: Tree;
  readonly planned: readonly PlannedFix[];
  /** The look from which the plans were made. */
  readonly before: Sight;
  readonly lookAgain: LookAgain;
  /** A cluster that must take the changed objects. */
  readonly tryObject?: TryObject;
}

export interface Applied {
  readonly outcomes: readonly Outcome[];
  /** What is changed in the tree now. */
  readonly files: readonly Drafted[];
  /** Brings every file back to the bytes that it had at first. */
  undo(): void;
}

/** Plans that are tried one by one, with a look each, when several of them together brought something new. */
const MOST_RETRIES = 20;

/**
 * Writes the edits, looks at the tree again, and keeps what is proven. What is not is taken back, so that in the end
 * every changed byte belongs to a plan of which all proofs held. When the look itself fails, everything is taken back.
 */
export async function applyAndProve(request: ApplyRequest): Promise<Applied> {
  const attempts = new Attempts(request);
  try {
    let standing: readonly PlannedFix[] = request.planned.filter((one) => attempts.checkOnPaper(one));
    for (let settled = standing.length === 0; !settled; ) {
      const attempt = await attempts.together(standing);
      attempts.keep(attempt.records);
      settled = attempt.held.length === standing.length || attempt.held.length === 0;
      standing = attempt.held;
    }
    for (const suspect of attempts.suspects.slice(0, MOST_RETRIES)) {
      const { held, records } = await attempts.together([...standing, suspect]);
      const isProven = held.length === standing.length + 1;
      attempts.keep(records.filter(({ planned }) => isProven || planned === suspect));
      if (isProven) standing = held;
    }
    return attempts.finish(standing);
  } catch (fault) {
    attempts.undo();
    throw fault;
  }
}

interface Checked {
  readonly planned: PlannedFix;
  readonly proofs: readonly Proof[];
}

class Attempts {
  /** Plans that may have brought something new, together with others. */
  readonly suspects: PlannedFix[] = [];
  readonly #request: ApplyRequest;
  readonly #writer: Writer;
  readonly #draft: Draft;
  readonly #outcomes = new Map<PlannedFix, Checked & Pick<Outcome, "state">>();

  constructor(request: ApplyRequest) {
    this.#request = request;
    this.#writer = new Writer(request.tree);
    this.#draft = new Draft(this.#writer.original);
  }

  /** Whether a plan reads as it should together with those before it; if not, it is refused. */
  checkOnPaper(planned: PlannedFix): boolean {
    const record = { planned, proofs: this.#draft.take(planned) };
    if (!isHeld(record)) this.#outcomes.set(planned, { ...record, state: "refused" });
    return isHeld(record);
  }

  /** Writes exactly these plans and looks. What did not hold is still written; the next call or `finish` takes it back. */
  async together(plans: readonly PlannedFix[]): Promise<{ held: PlannedFix[]; records: Checked[] }> {
    const draft = new Draft(this.#writer.original);
    const paper = plans.map((planned) => ({ planned, proofs: draft.take(planned) }));
    const files = draft.files();
    this.#writer.write(files);
    const tried = await this.#tryAtCluster(files);
    const after = await this.#request.lookAgain();
    const { before } = this.#request;
    const read = (path: string) => this.#writer.read(path);
    const records = paper.map(({ planned, proofs }): Checked => {
      const { made, sharesBlame } = prove({ planned, plans: draft.taken, before, after, files, read });
      if (sharesBlame && !this.suspects.includes(planned)) this.suspects.push(planned);
      const taken = planned.plan.edits.flatMap(({ path }) => tried.get(path) ?? []);
      return { planned, proofs: [...proofs, ...made, ...new Set(taken)] };
    });
    return { held: records.filter(isHeld).map(({ planned }) => planned), records };
  }

  async #tryAtCluster(files: readonly Drafted[]): Promise<Map<string, Proof>> {
    const { tryObject } = this.#request;
    const proofs = new Map<string, Proof>();
    for (const file of tryObject === undefined ? [] : files) {
      const proof = tryObject && (await proveTaken(file, tryObject));
      if (proof !== undefined) proofs.set(file.path, proof);
    }
    return proofs;
  }

  keep(records: readonly Checked[]): void {
    for (const record of records) {
      this.#outcomes.set(record.planned, { ...record, state: isHeld(record) ? "applied" : "taken back" });
    }
  }

  finish(standing: readonly PlannedFix[]): Applied {
    const draft = new Draft(this.#writer.original);
    for (const planned of standing) draft.take(planned);
    const files = draft.files();
    this.#writer.write(files);
    const outcomes = this.#request.planned.map((planned): Outcome => {
      const { state, proofs } = this.#outcomes.get(planned) ?? { state: "refused", proofs: [] };
      return { plan: { ...planned.plan, proofs: [...planned.plan.proofs, ...proofs] }, state };
    });
    return { outcomes, files, undo: () => this.undo() };
  }

  undo(): void {
    this.#writer.restore();
  }
}

function isHeld({ proofs }: Checked): boolean {
  return proofs.every(({ result }) => result === "held");
}
