import type { Said } from "./our-verdicts.ts";

/** Whether we say something of the machine, rather than of what we cannot see or what is left to a person. */
export function isInterpretable(ours: string): boolean {
  return ours === "pass" || ours === "fail" || ours === "not-applicable";
}

/** kube-bench warns where an unscored check fails, and where something is left to a person. */
export function equal(ours: string, theirs: string): boolean {
  if (ours === "pass") return theirs === "PASS";
  if (ours === "fail") return theirs === "FAIL" || theirs === "WARN";
  return ours === "manual" ? theirs === "manual" || theirs === "WARN" : theirs === "INFO";
}

interface Difference {
  readonly id: string;
  readonly ours: Said;
  readonly theirs: Said;
}

/** Why two verdicts differ, where it is known; undefined is a defect of ours until somebody knows better. */
export function explanationOf({ ours, theirs }: Difference): string | undefined {
  if (ours.verdict === "not-applicable" && ours.because.startsWith("there is no"))
    return "the file is not there: kube-bench counts the absence as a failure, or as a pass where the audit says so in words";
  if (theirs.because.startsWith("stat: cannot statx"))
    return "kube-bench judges the message that a first file is not there as if it were a second one's mode";
  if (theirs.because.includes("process ID list syntax error"))
    return "where a file of checks is about several programs, kube-bench does not know whose environment to read";
  const [, name = "", value = ""] = /^(--[\w-]+) is (\S+)$/.exec(ours.because) ?? [];
  if (name !== "" && theirs.because.includes(` ${name} ${value}`))
    return "kube-bench takes `--flag value` for `--flag=true`; the program does not";
  if (name !== "" && theirs.because.split(` ${name}`).length > 2)
    return "of a flag that stands twice kube-bench takes the first, the program the last";
  const missesFile = theirs.because === "" || theirs.because.startsWith('failed to run: "stat ');
  if ((ours.verdict !== "not-applicable" && missesFile) || theirs.because.includes("--config=/opt/"))
    return "the program names its own file (`--config`, `--kubeconfig`); kube-bench looks only at the paths of its config.yaml";
  return undefined;
}

/** What kube-bench said of the bench's nodes by our own benchmark, for tests on machines that have none of them. */
export interface RecordedVerdicts {
  readonly kubeBench: string;
  readonly kubernetes: string;
  readonly nodes: readonly {
    readonly name: string;
    /** By the numbers of the checks. */
    readonly verdicts: Readonly<Record<string, string>>;
    /** Checks on which we differ, and why. */
    readonly differing: Readonly<Record<string, string>>;
  }[];
}
