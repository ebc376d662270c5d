import type { Analyzer, Look, Outcome } from "../core/analyzer.ts";
import type { Signals } from "../core/fact.ts";
import type { JudgedFinding } from "../core/finding.ts";
import type { Gap } from "../core/gap.ts";
import { identityKeyOf } from "../core/identity.ts";
import type { ImageFact } from "../core/image.ts";
import { judgeFacts } from "../core/judge.ts";
import { comparePlaces } from "../core/order.ts";
import { describePlace, type Place } from "../core/place.ts";
import type { AnyRule } from "../core/rule.ts";
import { subjectOf } from "../core/subject.ts";
import type { TargetKind } from "../core/target.ts";
import {
  archivedCredentialReader,
  credentialReader,
  pastArchivedCredentialReader,
  pastCredentialReader,
} from "./credential-reader.ts";
import { type Detector, precedenceOf } from "./detector.ts";
import { DETECTORS, FAMILIES } from "./detectors/index.ts";
import { distributionSums, siftDistributionFiles } from "./distribution-files.ts";
import { withExcuse } from "./excuse.ts";
import type {
  CredentialFact,
  DistributionSumsFact,
  RejectedSecretFact,
  SecretsFact,
  SecretsLeftOutFact,
} from "./facts.ts";
import { credentialsInImage } from "./image-configuration.ts";
import { validate } from "./liveness/validate.ts";
import { authorsOf, historyEvidence, oldestPlaces } from "./origin.ts";
import { RULES } from "./rules.ts";

/** Credentials in files that are there, in layers (deleted ones too), and in an image's configuration. */
export const filesAnalyzer: Analyzer = {
  id: "secrets/files",
  room: "secrets",
  readers: [credentialReader, archivedCredentialReader, distributionSums],
  rules: RULES,
  applies: ({ kind }) =>
    kind === "directory" || kind === "git" || kind === "rootfs" || kind === "image" || kind === "host",
  analyze: async (look) => {
    const image = look.facts.of<ImageFact>("image").flatMap((fact) => {
      return credentialsInImage(fact, {
        identityKey: identityKeyOf(look.configuration, look.opened.identity),
        explain: look.explain,
      });
    });
    return await withLiveness(await judge(look, "files", image), look);
  },
};

/** Credentials in past versions of files that no present file holds. */
export const historyAnalyzer: Analyzer = {
  id: "secrets/history",
  room: "secrets",
  readers: [pastCredentialReader, pastArchivedCredentialReader],
  rules: RULES,
  applies: ({ kind }, { strata }) => kind === "git" && strata.some(({ history }) => history),
  analyze: (look) => judge(look, "history", []),
};

/** With `--validate`: whether what stands in files still opens something. */
async function withLiveness(outcome: Outcome, look: Look): Promise<Outcome> {
  if (Object.keys(look.configuration.secrets.validateAt).length === 0) return outcome;
  const { findings, examined } = await validate(
    outcome.findings,
    look.facts.of<CredentialFact>("credential").filter(isPresent),
    look,
  );
  return { ...outcome, findings, examined: { ...outcome.examined, ...examined } };
}

type Half = "files" | "history";

/**
 * A credential is one finding however often it stands somewhere: with its places in files and in the history when a file
 * holds it now, and of the history alone when none does.
 */
async function judge(look: Look, half: Half, more: readonly SecretsFact[]): Promise<Outcome> {
  const seen = [...look.facts.of<CredentialFact>("credential"), ...more.filter(isCredential)];
  const { kept: all, excluded } = withoutExcluded(seen, look.configuration.secrets.exclude);
  const { own: kept, everybodys } = siftDistributionFiles(
    all,
    look.facts.of<DistributionSumsFact>("distribution-sums"),
  );
  const told = groupByCredential(kept)
    .filter((places) => places.some(isPresent) === (half === "files"))
    .map(oldestPlaces);
  const facts = told.flatMap((places) => asOneKind(places, look.opened.target.kind));
  const { findings, gaps } = judgeFacts("secrets", RULES, facts);
  const own = (place: Place) => (place.commit === undefined) === (half === "files");
  const authors = await authorsOf(told, look.opened);
  const placesOf = placesByFinding(told);
  return {
    findings: findings.map((finding) => {
      const places = placesOf(finding);
      const evidence = [...finding.evidence, ...historyEvidence(places, authors)];
      return withExcuse(withDeed({ ...finding, evidence }), places, look.opened.target.kind);
    }),
    gaps,
    examined: {
      credentials: told.length,
      ...(half === "files" && everybodys.length > 0 && { partOfDistribution: everybodys.length }),
      ...(half === "files" && { leftOutAsBinary: look.facts.of<SecretsLeftOutFact>("secrets-left-out").length }),
      ...(look.configuration.secrets.exclude.length > 0 && {
        excludedByConfiguration: excluded.filter(({ at }) => own(at)).length,
      }),
    },
    rejected: look.explain
      ? [...everybodys, ...rejectedIn(look, more, excluded)].filter(({ at }) => own(at)).map(asGap)
      : [],
  };
}

function isCredential(fact: SecretsFact): fact is CredentialFact {
  return fact.kind === "credential";
}

function isPresent({ at }: CredentialFact): boolean {
  return at.commit === undefined;
}

function withoutExcluded(facts: readonly CredentialFact[], prefixes: readonly string[]) {
  const isExcluded = ({ at }: CredentialFact) => prefixes.some((prefix) => at.path?.startsWith(prefix) === true);
  return { kept: facts.filter((fact) => !isExcluded(fact)), excluded: facts.filter(isExcluded) };
}

/** Weak values are chosen again and again: the same one at two sorts of places is two credentials. */
function groupByCredential(facts: readonly CredentialFact[]): CredentialFact[][] {
  const groups = Map.groupBy(facts, ({ subject, detector, severity }) => {
    const { name } = subjectOf(subject);
    return severity === "low" ? `${name} ${FAMILY_OF.get(detector)}` : name;
  });
  return [...groups.values()].map((group) => group.sort((a, b) => comparePlaces(a.at, b.at)));
}

/** By credential and rule: the places of the finding that comes of them. */
function placesByFinding(groups: readonly CredentialFact[][]): (finding: JudgedFinding) => readonly CredentialFact[] {
  const byKey = new Map<string, readonly CredentialFact[]>();
  for (const group of groups) {
    for (const { subject, detector } of group) byKey.set(`${subjectOf(subject).name} secrets/${detector}`, group);
  }
  return ({ subject, rule }) => byKey.get(`${subjectOf(subject).name} ${rule}`) ?? [];
}

const RULES_BY_ID: ReadonlyMap<string, AnyRule> = new Map(RULES.map((rule) => [rule.id, rule]));
const FAMILY_OF: ReadonlyMap<string, string> = new Map(
  FAMILIES.flatMap(({ id, detectors }) => detectors.map((detector) => [detector.id, id] as const)),
);
const DETECTORS_BY_ID: ReadonlyMap<string, Detector> = new Map(DETECTORS.map((detector) => [detector.id, detector]));

/** The most precise of the detectors that saw the value names it at all its places; the surest evidence counts. */
function asOneKind(places: readonly CredentialFact[], target: TargetKind): CredentialFact[] {
  const best = places.reduce((a, b) => (preciseness(b) > preciseness(a) ? b : a));
  const signals = signalsOf(places, target);
  const name = best.name ?? places.find((place) => place.name !== undefined)?.name;
  return places.map(({ at, start, end }) => ({
    ...best,
    at,
    start,
    end,
    signals,
    ...(name !== undefined && { name }),
  }));
}

const GRADES = ["statistics", "shape", "pair", "structure", "checksum"] as const;

function preciseness({ detector, grade }: CredentialFact): number {
  const known = DETECTORS_BY_ID.get(detector);
  return (known === undefined ? 0 : precedenceOf(known)) * GRADES.length + GRADES.indexOf(grade);
}

function signalsOf(places: readonly CredentialFact[], target: TargetKind): Signals {
  if (target === "image") {
    const hidden = places.every(({ visible }) => visible === false);
    const because = hidden
      ? "a later layer deletes the file, and whoever can pull the image still reads it"
      : "whoever can pull the image can read it";
    return { reach: { level: "member", because } };
  }
  if (target !== "git") return {};
  if (!places.some(({ at }) => at.commit !== undefined))
    return { reach: { level: "member", because: "whoever can read the repository can read it" } };
  const because = places.some(isPresent)
    ? "it is in the history too, and so in every clone"
    : "no present file holds it, and every clone of the history still does";
  return { reach: { level: "member", because } };
}

function withDeed(finding: JudgedFinding): JudgedFinding {
  const { name } = subjectOf(finding.subject);
  const rule = RULES_BY_ID.get(finding.rule);
  const count = finding.locations.length;
  const places = count === 1 ? "1 place" : `${count} places`;
  return {
    ...finding,
    deed: {
      key: `revoke credential ${name}`,
      action: `Revoke and replace: ${rule?.title ?? finding.rule} (${places})`,
      subject: finding.subject,
    },
  };
}

function rejectedIn(
  look: Look,
  more: readonly SecretsFact[],
  excluded: readonly CredentialFact[],
): RejectedSecretFact[] {
  const refused = more.filter((fact): fact is RejectedSecretFact => fact.kind === "secret-rejected");
  const byPath = excluded.map(({ at, detector }): RejectedSecretFact => {
    return { kind: "secret-rejected", at, detector, reason: "its path is excluded by the configuration" };
  });
  return [...look.facts.of<RejectedSecretFact>("secret-rejected"), ...refused, ...byPath];
}

function asGap({ at, detector, reason }: RejectedSecretFact): Gap {
  return { where: describePlace(at), reason: `secrets/${detector}: ${reason}` };
}
