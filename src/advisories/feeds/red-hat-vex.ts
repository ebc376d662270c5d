import { type Purl, readPurl } from "../../core/purl.ts";
import type { Severity } from "../../core/severity.ts";
import { type CsafPart, csafProducts } from "../csaf/products.ts";
import { CsafDocument, type CsafVulnerability } from "../csaf/schema.ts";
import { cvss3Score } from "../osv/cvss/cvss3.ts";
import { type State, stateOf } from "../state.ts";
import type { AffectedPart } from "../store/affected.ts";
import type { Entry, EntryPackage, Refused } from "../store/entry.ts";

/**
 * One hole as Red Hat tells of it: a CSAF document with the profile VEX, one a CVE, which names each source package in
 * each product with its state (security.access.redhat.com/data/csaf/v2/vex).
 */
export function readRedHatVex(name: string, read: () => string): Entry | Refused {
  let value: unknown;
  try {
    value = JSON.parse(read());
  } catch (error) {
    return { refused: name, reason: error instanceof SyntaxError ? "is not JSON" : "unreadable" };
  }
  const parsed = CsafDocument.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { refused: name, reason: `${issue?.path.join(".")}: ${issue?.message}` };
  }
  const [vulnerability] = parsed.data.vulnerabilities;
  const id = vulnerability?.cve ?? parsed.data.document.tracking.id;
  if (vulnerability === undefined) return { refused: name, reason: "tells of no vulnerability" };
  return entryOf(id, parsed.data, vulnerability);
}

function entryOf(id: string, document: CsafDocument, vulnerability: CsafVulnerability): Entry {
  const { tracking } = document.document;
  const vector = vulnerability.scores.find(({ cvss_v3 }) => cvss_v3 !== undefined)?.cvss_v3?.vectorString;
  const score = vector === undefined ? undefined : cvss3Score(vector);
  const severity = gravestOf(vulnerability);
  return {
    id,
    malicious: false,
    details: {
      summary: vulnerability.title ?? id,
      ...(severity !== undefined && { severity, basis: `Red Hat calls it ${severity}` }),
      ...(severity !== undefined && score !== undefined && { basis: `Red Hat calls it ${severity} (${vector})` }),
      aliases: [],
      causes: [],
      related: [],
      links: [`https://access.redhat.com/security/cve/${encodeURIComponent(id)}`],
      vectors: vector === undefined ? [] : [vector],
      modified: tracking.current_release_date,
      ...(tracking.initial_release_date !== undefined && { published: tracking.initial_release_date }),
      ...(tracking.status === "withdrawn" && { withdrawn: tracking.current_release_date }),
    },
    packages: packagesOf(document, vulnerability),
  };
}

const GRADES: ReadonlyMap<string, Severity> = new Map([
  ["critical", "critical"],
  ["important", "high"],
  ["moderate", "medium"],
  ["low", "low"],
]);

function gravestOf({ threats }: CsafVulnerability): Severity | undefined {
  const told = new Set(threats.filter(({ category }) => category === "impact").map(({ details }) => gradeOf(details)));
  return [...GRADES.values()].find((grade) => told.has(grade));
}

function gradeOf(word: string): Severity | undefined {
  return GRADES.get(word.trim().toLowerCase());
}

/** What is told of one source package in one release: fixes of any stream, and what else is said of the release itself. */
interface Told {
  readonly ecosystem: string;
  readonly name: string;
  readonly fixes: AffectedPart[];
  readonly open: AffectedPart[];
  /** Of single modules, which say nothing of the streams beside them. */
  readonly ofModules: AffectedPart[];
}

/** Only source packages: a component is judged by the one it was made from. */
function packagesOf(document: CsafDocument, vulnerability: CsafVulnerability): EntryPackage[] {
  const partOf = csafProducts(document);
  const remarks = remarksOf(vulnerability);
  const packages = new Map<string, Told>();
  const add = (
    ids: readonly string[] | undefined,
    asPart: (id: string, version: string) => AffectedPart | undefined,
  ) => {
    for (const id of ids ?? []) {
      const part = partOf(id);
      const purl = readPurl(part?.purl ?? "");
      const product = productOf(part?.within ?? []);
      if (part === undefined || purl?.type !== "rpm" || product === undefined) continue;
      if (purl.qualifiers?.["arch"] !== undefined && purl.qualifiers["arch"] !== "src") continue;
      const made = asPart(id, withEpoch(purl.version ?? "", purl.qualifiers?.["epoch"]));
      if (made === undefined) continue;
      const key = `${product.release} ${purl.name}`;
      const fresh = { ecosystem: `Red Hat:${product.release}`, name: purl.name, fixes: [], open: [], ofModules: [] };
      const told: Told = packages.get(key) ?? fresh;
      packages.set(key, told);
      const isFix = made.ranges.some((range) => range.some(({ type }) => type === "fixed"));
      // That a stream for a minor release is left open says nothing of the release as most people have it.
      if (!isFix && !product.isMain) continue;
      const list = isFix ? told.fixes : isOfModule(part, purl) ? told.ofModules : told.open;
      if (!list.some((other) => JSON.stringify(other) === JSON.stringify(made))) list.push(made);
    }
  };
  const { fixed, known_affected, known_not_affected, under_investigation } = vulnerability.product_status;
  add(fixed, (id, version) => (version === "" ? undefined : fixedPart(version, remarks.grade(id))));
  add(known_affected, (id) => openPart(remarks.state(id), remarks.note(id), remarks.grade(id)));
  add(under_investigation, (id) => openPart("under-investigation", "", remarks.grade(id)));
  add(known_not_affected, (id) => ({ ranges: [], versions: [], state: "not-affected", ...noteOf(remarks.flag(id)) }));
  return [...packages.values()].flatMap(({ ecosystem, name, fixes, open, ofModules }) => {
    const affected = [...fixes, ...open];
    const all = affected.length > 0 ? affected : ofModules;
    return all.length === 0 ? [] : [{ ecosystem, name, affected: all }];
  });
}

function isOfModule({ within }: CsafPart, { qualifiers = {} }: Purl): boolean {
  return qualifiers["rpmmod"] !== undefined || within.some(({ purl }) => purl?.startsWith("pkg:rpmmod/"));
}

function fixedPart(version: string, severity: Severity | undefined): AffectedPart {
  return {
    ranges: [
      [
        { type: "introduced", at: "0" },
        { type: "fixed", at: version },
      ],
    ],
    versions: [],
    ...(severity !== undefined && { severity }),
  };
}

function openPart(state: State | undefined, note: string, severity: Severity | undefined): AffectedPart {
  return {
    ranges: [[{ type: "introduced", at: "0" }]],
    versions: [],
    ...(state !== undefined && { state }),
    ...(severity !== undefined && { severity }),
    ...noteOf(note),
  };
}

function noteOf(note: string): { note?: string } {
  return note === "" ? {} : { note };
}

/** What the document says of single products beyond their status. */
function remarksOf({ remediations, threats, flags }: CsafVulnerability) {
  const index = <T>(all: readonly (T & { product_ids?: string[] | undefined })[]) => {
    const byId = new Map<string, T>();
    for (const one of all) for (const id of one.product_ids ?? []) if (!byId.has(id)) byId.set(id, one);
    return byId;
  };
  const plans = index(remediations.filter(({ category }) => PLANS.has(category)));
  const impacts = index(threats.filter(({ category }) => category === "impact"));
  const reasons = index(flags);
  return {
    state: (id: string): State | undefined => {
      const plan = plans.get(id);
      if (plan === undefined) return undefined;
      const word = stateOf(plan.details);
      return word ?? (plan.category === "no_fix_planned" ? "wont-fix" : undefined);
    },
    note: (id: string) => plans.get(id)?.details ?? "",
    grade: (id: string) => gradeOf(impacts.get(id)?.details ?? ""),
    flag: (id: string) => reasons.get(id)?.label.replaceAll("_", " ") ?? "",
  };
}

const PLANS: ReadonlySet<string> = new Set(["no_fix_planned", "none_available"]);

/** The major release of Enterprise Linux that a part belongs to, by the CPE of its product, and whether it is the release itself. */
function productOf(within: CsafPart["within"]): { release: string; isMain: boolean } | undefined {
  for (const { cpe = "" } of within) {
    const match = /^cpe:\/[ao]:redhat:(enterprise_linux|rhel_(?:eus|aus|tus|e4s|els))(?:_\w+)?:(\d+)/.exec(cpe);
    if (match !== null) return { release: match[2] ?? "", isMain: match[1] === "enterprise_linux" };
  }
  return undefined;
}

function withEpoch(version: string, epoch: string | undefined): string {
  return version === "" || epoch === undefined || version.includes(":") ? version : `${epoch}:${version}`;
}
