import type { PodControls } from "../../src/config/kubernetes/pod-security/facts.ts";
import { refusals } from "../../src/config/kubernetes/pod-security/levels.ts";
import type { Binding, Role } from "../../src/config/kubernetes/rbac/facts.ts";
import { type Grant, grantsOf, mayDo } from "../../src/config/kubernetes/rbac/grants.ts";
import { kubernetesReader } from "../../src/config/kubernetes/reader.ts";
import type { Fact } from "../../src/core/fact.ts";
import { openFile, READER_CONTEXT } from "../../src/testing/open-file.ts";
import { Dice } from "./dice.ts";
import { type GrantObject, type Question, someGrants, someQuestion } from "./roles.ts";

/** Around each minor version in which a control took another form. */
const VERSIONS = [18, 22, 24, 26, 28, 30, 31, 33, 34, 36];
export const VERSIONS_TOLD = `1.${VERSIONS.join(", 1.")}`;

/** The levels and minor versions at which each pod is judged. */
export const JUDGED = VERSIONS.flatMap((minor) =>
  (["baseline", "restricted"] as const).map((level) => ({ level, minor })),
);

export const POD_SEED = 1;
const GRANT_SEED = 2;

/** What a real API server said of the first pods and questions that the seeds throw. */
export interface RecordedVerdicts {
  readonly kubernetes: string;
  readonly pods: {
    /** Names of controls, joined by commas; empty for a pod that is let in. */
    readonly verdicts: readonly string[];
    /** A number of a verdict for each of `JUDGED`; null for a pod that is not valid. */
    readonly judged: readonly (readonly number[] | null)[];
  };
  /** `1` yes, `0` no, `-` where the server's own grants decide. */
  readonly questions: string;
}

function factsOf(object: object): Fact[] {
  return [...kubernetesReader.read(openFile("object.json", JSON.stringify(object)), READER_CONTEXT)];
}

/** The controls that we say a pod breaks, for each of `JUDGED`, under the names of the server's messages. */
export function ourVerdicts(pod: object): string[] {
  const controls = factsOf(pod).find((fact): fact is PodControls => fact.kind === "pod-controls");
  if (controls === undefined) throw new Error(`Not read as a pod: ${JSON.stringify(pod)}`);
  return JUDGED.map(({ level, minor }) => {
    const names = refusals(controls.broken, level, minor).map(messageName);
    return [...new Set(names)].sort().join();
  });
}

/** The server's messages have one name for the forms of a control at both levels. */
function messageName(control: string): string {
  return /^(?:seccompProfile|procMount)_/.test(control) ? control.replace(/_.*/, "") : control;
}

export function grantsAndQuestions(wanted: number): { objects: GrantObject[]; questions: Question[] } {
  const dice = new Dice(GRANT_SEED);
  const objects = someGrants(dice, 60, 90);
  return { objects, questions: Array.from({ length: wanted }, () => someQuestion(dice)) };
}

export function grantsIn(objects: readonly object[]): Grant[] {
  const facts = objects.flatMap(factsOf);
  const roles = facts.filter((fact): fact is Role => fact.kind === "kubernetes-role");
  return grantsOf(
    roles,
    facts.filter((fact): fact is Binding => fact.kind === "kubernetes-binding"),
  ).grants;
}

export function ourAnswer(grants: readonly Grant[], { user, groups, namespace, action }: Question): boolean {
  return mayDo(grants, { user, groups }, action, namespace);
}
