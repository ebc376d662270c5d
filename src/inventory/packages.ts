import type { Analyzer, FactBook, Look } from "../core/analyzer.ts";
import type { ComponentFact } from "../core/component.ts";
import type { Fact } from "../core/fact.ts";
import type { Gap } from "../core/gap.ts";
import { judgeFacts } from "../core/judge.ts";
import { describePlace } from "../core/place.ts";
import { subject } from "../core/subject.ts";
import { withAskedFor } from "./assembly/asked-for.ts";
import { assemble } from "./assembly/assemble.ts";
import { atTheirOrigin } from "./assembly/origin.ts";
import type {
  AskedForFact,
  InventoryFact,
  PackageFact,
  PassedOverFact,
  ProgramFact,
  StandardComponentFact,
  UnclaimedProgramsFact,
  UnreadFact,
} from "./facts.ts";
import { forbiddenComponent } from "./forbidden-component.ts";
import { READERS } from "./readers.ts";

const TARGETS: ReadonlySet<string> = new Set(["directory", "git", "rootfs", "image", "sbom"]);
const RULES = [forbiddenComponent];

/** What is in it: all packages, installed and declared, each once, with its edges, its owner and all its places. */
export const packages: Analyzer = {
  id: "inventory/packages",
  room: "inventory",
  readers: READERS,
  rules: RULES,
  applies: ({ kind }) => TARGETS.has(kind),
  analyze: (look) => {
    const indexOf = layerIndex(look);
    const { packages, unlocked } = withAskedFor(
      atTheirOrigin(look.facts.of<PackageFact>("package"), indexOf),
      visible<AskedForFact>(look.facts, "asked-for"),
    );
    const { components, unclaimed, gaps } = assemble({
      packages,
      ownedFiles: visible(look.facts, "owned-files"),
      licenses: visible(look.facts, "package-licenses"),
      distributions: visible(look.facts, "distribution"),
      programs: visible(look.facts, "program"),
      claimedFiles: visible(look.facts, "claimed-files"),
      layerIndex: indexOf,
    });
    const passedOver = [...visible<PassedOverFact>(look.facts, "passed-over"), ...unlocked];
    const unread = visible<UnreadFact>(look.facts, "unread-packages");
    const judged = judgeFacts("inventory", RULES, againstStandard(components, look));
    return {
      findings: judged.findings,
      facts: [...components, unclaimed],
      gaps: [...unread.map(asGap), ...gaps, ...judged.gaps],
      examined: { packages: components.length, ...counted(passedOver), ...countedPrograms(unclaimed) },
      rejected: [...passedOver.map(asGap), ...unclaimed.largest.map(asStranger)],
    };
  },
};

/** What a later layer removes or replaces is not there. */
function visible<F extends Exclude<InventoryFact, PackageFact>>(facts: FactBook, kind: F["kind"]): F[] {
  return facts.of<F>(kind).filter(({ visible }) => visible !== false);
}

function layerIndex({ opened }: Look): (layer: string | undefined) => number {
  const indexes = new Map(opened.strata.map(({ layer, index }) => [layer, index]));
  return (layer) => indexes.get(layer) ?? 0;
}

function asGap({ at, reason }: Fact & { readonly reason: string }): Gap {
  return { where: describePlace(at), reason };
}

function counted(passedOver: readonly PassedOverFact[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { as } of passedOver) counts[as] = (counts[as] ?? 0) + 1;
  return counts;
}

function countedPrograms({ programs, unclaimed, bytes }: UnclaimedProgramsFact): Record<string, number> {
  if (programs === 0) return {};
  return { programs, ...(unclaimed > 0 && { unclaimedPrograms: unclaimed, unclaimedProgramBytes: bytes }) };
}

function asStranger({ at, bytes, format }: ProgramFact): Gap {
  return { where: describePlace(at), reason: `a program (${format}, ${bytes} bytes) that no package brought` };
}

/** One fact for each place, so that the finding names them all. */
function againstStandard(components: readonly ComponentFact[], { configuration }: Look): StandardComponentFact[] {
  const forbidden = configuration.standard.components.forbid;
  if (forbidden.length === 0) return [];
  return components.flatMap(({ component: { purl, occurrences } }) =>
    occurrences.map((at) => ({
      kind: "standard-component" as const,
      at,
      subject: subject("purl", purl),
      purl,
      forbidden,
    })),
  );
}
