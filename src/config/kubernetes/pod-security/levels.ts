import { type CheckedPod, CONTROLS, type Control } from "./controls.ts";

/** The levels of the Pod Security Standards, the loosest first. */
export const LEVELS = ["privileged", "baseline", "restricted"] as const;
export type Level = (typeof LEVELS)[number];

/** The newest minor version whose controls are known; `latest` means this. */
export const NEWEST_MINOR = 36;

/** Numbers of controls that a pod breaks, in whatever version they hold: all that is kept of the pod. */
export function brokenControls(pod: CheckedPod): number[] {
  return CONTROLS.flatMap(({ isBroken }, index) => (isBroken(pod) ? [index] : []));
}

/** What the API server would name as the reasons why it refuses a pod at a level, as the standards of a minor version have it. */
export function refusals(broken: readonly number[], level: Level, minor: number): string[] {
  if (level === "privileged") return [];
  const version = Math.min(minor, NEWEST_MINOR);
  const holds = ({ since, until = Infinity, level: its }: Control) =>
    since <= version && version < until && (its === "baseline" || level === "restricted");
  const replaced = new Set(CONTROLS.filter(holds).map(({ replaces }) => replaces));
  return broken.flatMap((index) => {
    const control = CONTROLS[index];
    return control !== undefined && holds(control) && !replaced.has(control.name) ? [control.name] : [];
  });
}

/** The strictest level at which nothing is refused. */
export function strictestFor(pods: readonly (readonly number[])[], minor: number): Level {
  const fits = (level: Level) => pods.every((broken) => refusals(broken, level, minor).length === 0);
  return fits("restricted") ? "restricted" : fits("baseline") ? "baseline" : "privileged";
}

/** What a namespace's labels enforce; what cannot be read is taken for the strictest, as the API server does. */
export function enforcedBy(labels: Readonly<Record<string, string>>): { level: Level; minor: number } | undefined {
  const written = labels[`${LABEL}enforce`];
  if (written === undefined) return undefined;
  const level = LEVELS.find((known) => known === written) ?? "restricted";
  const version = /^v1\.(\d{1,3})$/.exec(labels[`${LABEL}enforce-version`] ?? "latest");
  return { level, minor: version === null ? NEWEST_MINOR : Number(version[1]) };
}

const LABEL = "pod-security.kubernetes.io/";
