/**
 * The score of each class of vectors (FIRST, CVSS 4.0 specification, section 8.3, MacroVector lookup), in tenths, for
 * vectors without environmental metrics. A row for each EQ1 (0 to 2) and EQ2 (0, 1); in it a column for each pair of EQ3
 * and EQ6 (00, 01, 10, 11, 21), EQ4 (1, 2) and EQ5 (0 to 2), the last moving fastest.
 */
const SCORES: readonly (readonly number[])[] = [
  "100 93 91 93 89 81 96 87 81 90 80 68 93 89 81 88 78 69 92 81 65 80 70 48 79 69 50 69 55 27",
  "95 90 84 92 82 72 91 83 71 81 71 53 92 80 70 84 71 50 82 72 59 70 52 30 71 52 29 63 29 17",
  "94 86 77 87 74 63 89 74 64 75 63 49 86 74 59 72 57 52 76 58 50 57 52 25 65 58 26 53 21 13",
  "90 75 61 77 68 52 77 62 53 66 59 30 74 57 47 61 57 24 59 57 23 52 29 16 58 26 15 23 13 6",
  "86 74 56 70 52 40 74 61 34 54 40 22 72 55 46 53 34 19 57 41 19 36 19 8 47 21 11 24 9 4",
  "73 59 41 54 45 20 55 40 20 43 22 11 61 48 20 46 17 8 51 18 9 18 7 2 24 12 5 10 3 1",
].map((row) => row.split(" ").map(Number));

/** Each metric's values, gravest first: the place in the list counts the steps from the gravest. */
const ORDER: Readonly<Record<string, string>> = {
  AV: "NALP",
  AC: "LH",
  AT: "NP",
  PR: "NLH",
  UI: "NPA",
  VC: "HLN",
  VI: "HLN",
  VA: "HLN",
  SC: "HLN",
  SI: "HLN",
  SA: "HLN",
};

/** One equivalence class: its metrics, the gravest vectors of each level, and how many steps each level is deep. */
interface Equivalence {
  readonly metrics: readonly string[];
  readonly gravest: readonly (readonly string[])[];
  readonly depth: readonly number[];
}

const EQ1: Equivalence = {
  metrics: ["AV", "PR", "UI"],
  gravest: [["NNN"], ["ANN", "NLN", "NNP"], ["PNN", "ALP"]],
  depth: [1, 4, 5],
};
const EQ2: Equivalence = { metrics: ["AC", "AT"], gravest: [["LN"], ["HN", "LP"]], depth: [1, 2] };
const EQ3: Equivalence = {
  metrics: ["VC", "VI", "VA"],
  gravest: [["HHH"], ["LHH", "HLH"], ["LLL"]],
  depth: [7, 8, 10],
};
const EQ4: Equivalence = { metrics: ["SC", "SI", "SA"], gravest: [[], ["HHH"], ["LLL"]], depth: [6, 5, 4] };

/** The levels of a vector in the five classes that vary without environmental metrics. */
interface Levels {
  readonly eq1: number;
  readonly eq2: number;
  readonly eq3: number;
  readonly eq4: number;
  readonly eq5: number;
  readonly eq6: number;
}

/**
 * The score of a CVSS 4.0 vector by its base metrics and, where it has one, its exploit maturity (section 8 of the
 * specification); undefined for another text. Environmental metrics are somebody else's environment, and do not count.
 */
export function cvss4Score(vector: string): number | undefined {
  const metrics = metricsIn(vector);
  if (metrics === undefined) return undefined;
  const value = (name: string): string => metrics.get(name) ?? "";
  if ([...EQ3.metrics, ...EQ4.metrics].every((name) => value(name) === "N")) return 0;
  const levels = levelsOf(value);
  const score = scoreAt(levels);
  if (score === undefined) return undefined;
  // How far the vector lies below the gravest of its class, as a share of the way down to the next class.
  const steps: readonly (readonly [number | undefined, number])[] = [
    [scoreAt({ ...levels, eq1: levels.eq1 + 1 }), shareOf(EQ1, levels.eq1, value)],
    [scoreAt({ ...levels, eq2: levels.eq2 + 1 }), shareOf(EQ2, levels.eq2, value)],
    [belowEq3(levels), shareOf(EQ3, levels.eq3, value)],
    [scoreAt({ ...levels, eq4: levels.eq4 + 1 }), shareOf(EQ4, levels.eq4, value)],
    [scoreAt({ ...levels, eq5: levels.eq5 + 1 }), 0],
  ];
  const reductions = steps.flatMap(([below, share]) => (below === undefined ? [] : [(score - below) * share]));
  const mean = reductions.reduce((sum, one) => sum + one, 0) / Math.max(1, reductions.length);
  return Math.round(Math.max(0, Math.min(100, score - mean)) + 1e-6) / 10;
}

function metricsIn(vector: string): ReadonlyMap<string, string> | undefined {
  if (!vector.startsWith("CVSS:4.0/") || vector.length > 512) return undefined;
  const metrics = new Map(
    vector
      .split("/")
      .slice(1)
      .map((part) => part.split(":", 2) as [string, string]),
  );
  const isWhole = Object.entries(ORDER).every(([name, values]) => {
    const value = metrics.get(name) ?? "";
    return value.length === 1 && values.includes(value);
  });
  return isWhole ? metrics : undefined;
}

function levelsOf(value: (name: string) => string): Levels {
  const isOpen = [value("AV"), value("PR"), value("UI")].map((one) => one === "N");
  const has = (names: readonly string[]) => names.some((name) => value(name) === "H");
  const eq3 = value("VC") === "H" && value("VI") === "H" ? 0 : has(EQ3.metrics) ? 1 : 2;
  return {
    eq1: isOpen.every(Boolean) ? 0 : value("AV") !== "P" && isOpen.some(Boolean) ? 1 : 2,
    eq2: value("AC") === "L" && value("AT") === "N" ? 0 : 1,
    eq3,
    eq4: has(EQ4.metrics) ? 1 : 2,
    eq5: { P: 1, U: 2 }[value("E")] ?? 0,
    eq6: eq3 === 2 ? 1 : 0,
  };
}

/** EQ3 and EQ6 go down together; where both can, the graver way counts. */
function belowEq3(levels: Levels): number | undefined {
  const { eq3 } = levels;
  if (eq3 === 1) return scoreAt({ ...levels, eq6: 1 });
  if (eq3 === 2) return undefined;
  return Math.max(scoreAt({ ...levels, eq6: 1 }) ?? 0, scoreAt({ ...levels, eq3: 1 }) ?? 0);
}

function scoreAt({ eq1, eq2, eq3, eq4, eq5, eq6 }: Levels): number | undefined {
  if (eq2 > 1 || eq4 > 2 || eq5 > 2) return undefined;
  const pair = ["00", "01", "10", "11", "21"].indexOf(`${eq3}${eq6}`);
  return SCORES[eq1 * 2 + eq2]?.[pair * 6 + (eq4 - 1) * 3 + eq5];
}

function shareOf({ metrics, gravest, depth }: Equivalence, level: number, value: (name: string) => string): number {
  for (const top of gravest[level] ?? []) {
    const steps = metrics.map((name, index) => {
      const order = ORDER[name] ?? "";
      return order.indexOf(value(name)) - order.indexOf(top.charAt(index));
    });
    if (steps.every((step) => step >= 0)) return steps.reduce((sum, step) => sum + step, 0) / (depth[level] ?? 1);
  }
  return 0;
}
