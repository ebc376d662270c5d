import type { JudgedFinding } from "../../core/finding.ts";
import type { PackageInstallFact } from "../../core/install.ts";
import { describePlace } from "../../core/place.ts";
import type { MatchedAdvisory } from "../facts.ts";
import type { Unit } from "../match/units.ts";

/** Commands that are named one by one. */
const SHOWN = 10;

/** Malware ran wherever it was installed: who installs packages of its kind here has to be asked first. */
export function withInstallers(
  finding: JudgedFinding,
  { malicious }: MatchedAdvisory,
  { components: [{ type }] }: Unit,
  installs: readonly PackageInstallFact[],
): JudgedFinding {
  const here = malicious ? installs.filter((install) => install.type === type) : [];
  if (here.length === 0) return finding;
  const shown = here.slice(0, SHOWN).map(({ command, at }) => `\`${command}\` in ${describePlace(at)}`);
  const more = here.length > shown.length ? `, and ${here.length - shown.length} more` : "";
  const text = `these jobs and builds install ${type} packages, so look at them first: ${shown.join(", ")}${more}`;
  return { ...finding, evidence: [...finding.evidence, { kind: "check", text }] };
}
