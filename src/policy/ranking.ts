import type { Signals } from "../core/fact.ts";
import type { Finding, JudgedFinding } from "../core/finding.ts";
import type { Severity } from "../core/severity.ts";

const BY_SEVERITY: Record<Severity, number> = { critical: 70, high: 50, medium: 30, low: 15, info: 5 };
const BY_EXPLOITATION = { active: 20, likely: 10 } as const;
const BY_REACH = { anyone: 10, contributor: 5, member: 0 } as const;
const BY_EXPOSURE = { public: 10, internal: 0, dormant: -25 } as const;
/** These two order what is equally grave; no more than that. */
const BY_USE = { started: 4, direct: 2 } as const;
const BY_REMEDY = { ready: 3 } as const;
const UNSURE = -10;

/** Priority from 0 to 100 out of severity, exploitation, reach, exposure, use and remedy, with the reason in one sentence. */
export function rank(finding: JudgedFinding): Pick<Finding, "priority" | "why"> {
  const signals = { ...(isAmongTests(finding) && AMONG_TESTS), ...finding.signals };
  const { exploitation, reach, exposure, use, remedy } = signals;
  const points =
    BY_SEVERITY[finding.severity] +
    (exploitation ? BY_EXPLOITATION[exploitation.level] : 0) +
    (reach ? BY_REACH[reach.level] : 0) +
    (exposure ? BY_EXPOSURE[exposure.level] : 0) +
    (use ? BY_USE[use.level] : 0) +
    (remedy ? BY_REMEDY[remedy.level] : 0) +
    (finding.confidence === "possible" ? UNSURE : 0);
  return { priority: Math.max(0, Math.min(100, points)), why: sentence(finding, signals) };
}

const AMONG_TESTS: Signals = { exposure: { level: "dormant", because: "it stands among tests or examples" } };

const TEST_PLACE =
  /(?:^|\/)(?:tests?|testdata|test-?fixtures?|fixtures?|__tests__|spec|e2e|examples?|samples?|mocks?|__mocks__)\/|(?:[._-]test|[._-]spec|_test)\.\w+$/i;

/** Where every place that a finding has is one of tests or examples, nothing real stands on it, mostly. */
function isAmongTests({ locations }: JudgedFinding): boolean {
  return (
    locations.length > 0 && locations.every(({ path, layer }) => layer === undefined && TEST_PLACE.test(path ?? ""))
  );
}

function sentence({ severity, confidence }: JudgedFinding, signals: Signals): string {
  const { exploitation, reach, exposure, use, remedy } = signals;
  const clauses = [exploitation, reach, exposure, use, remedy].flatMap((signal) => signal?.because ?? []);
  const sure = confidence === "proven" ? ", proven" : confidence === "possible" ? ", not certain" : "";
  const first = `${severity[0]?.toUpperCase()}${severity.slice(1)}${sure}`;
  return `${[first, ...clauses].join("; ")}.`;
}
