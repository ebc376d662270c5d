import type { Copies } from "../core/source.ts";
import { AssignedDetectors } from "./assigned-detectors.ts";
import { carryHits, losesFruit } from "./carried-hits.ts";
import { CompiledPrefilter } from "./compiled-prefilter.ts";
import type { Detector, Searched, TakeToken } from "./detector.ts";
import type { Described } from "./evidence/features.ts";
import { judgeNamed, whyNotNamed } from "./evidence/named-value.ts";
import { wordShare } from "./evidence/statistics.ts";
import { readAssignment } from "./frames/assignment.ts";
import { isWord, startsToken } from "./frames/byte-text.ts";
import { kindOfName, type NameKind } from "./frames/secret-names.ts";
import { asAssignment, readUserInfo } from "./frames/user-info.ts";
import { Hits } from "./hits.ts";
import { KeywordTable } from "./keyword-table.ts";
import type { News } from "./news.ts";
import { Pass, type Rejection, type SearchResult } from "./pass.ts";
import { Reach } from "./reach.ts";
import { whyNoLiteral, whyNoSecret, whyPlaceholder } from "./rejections.ts";

/** Finds credentials in the bytes of one file. Made once: it holds the table of all keywords. */
export class Search {
  readonly #prefilter: CompiledPrefilter;
  /** By keyword: who asked for it. */
  readonly #askers: readonly (readonly Asker[])[];
  readonly #assigned: AssignedDetectors;
  /** By what a name says. */
  readonly #named: ReadonlyMap<NameKind, Detector>;
  readonly #keywords: readonly string[];
  readonly #reach = new Reach();
  /** Used again for every text, and for every version of one. */
  readonly #scanned = new Hits();
  readonly #ofVersion = new Hits();

  constructor(detectors: readonly Detector[]) {
    const askers = new Map<string, Asker[]>();
    const ask = (keyword: string, asker: Asker) => {
      const folded = keyword.toLowerCase();
      const known = askers.get(folded);
      if (known === undefined) askers.set(folded, [asker]);
      else known.push(asker);
    };
    for (const detector of detectors) {
      const { take } = detector;
      if (take.kind === "token" || take.kind === "read") {
        for (const keyword of take.keywords) ask(keyword, { detector, keyword: Buffer.from(keyword, "latin1") });
      }
    }
    for (const keyword of NAME_PARTS) ask(keyword, ASSIGNMENT);
    this.#keywords = [...askers.keys()];
    this.#prefilter = new CompiledPrefilter(new KeywordTable(this.#keywords));
    this.#askers = [...askers.values()];
    for (const [keyword, own] of askers) {
      const others = own.filter((asker) => asker !== ASSIGNMENT).map(({ detector }) => detector);
      this.#reach.add(keyword.length, others, own.includes(ASSIGNMENT));
    }
    this.#assigned = new AssignedDetectors(detectors);
    this.#named = new Map(
      detectors.flatMap((detector) =>
        detector.take.kind === "named" ? [[detector.take.name, detector] as const] : [],
      ),
    );
  }

  /** Where keywords stand in a version. Valid until it is asked of another. */
  hitsInFirstVersion(bytes: Buffer): Hits {
    return this.#scan(bytes, this.#ofVersion);
  }

  /** The same of one that is made from another one. Valid until it is asked of another. */
  hitsInVersion(bytes: Buffer, base: Hits, copies: Copies, news: News): Hits {
    carryHits(bytes, base, copies, news, this.#prefilter, this.#reach, this.#ofVersion);
    return this.#ofVersion;
  }

  /** Whether a hit of the other version that made a candidate was not taken over. */
  losesFruit(base: Hits, copies: Copies): boolean {
    return losesFruit(base, copies, this.#reach);
  }

  /**
   * What stands in a text. Notes in the hits which of them made a candidate.
   * @param explain whether to keep what was refused; a hostile file could make that a long list
   */
  in(searched: Searched, explain: boolean, hits = this.#scan(searched.bytes, this.#scanned)): SearchResult {
    const pass = new Pass(explain);
    for (let index = 0; index < hits.count; index++) this.#take(searched, hits, index, pass);
    return pass.result(searched.bytes);
  }

  /** Whether any candidate comes of what is new in a text; and what is refused there. */
  bringsNew(searched: Searched, explain: boolean, hits: Hits, news: News): { found: boolean; rejections: Rejection[] } {
    const pass = new Pass(explain);
    let found = false;
    for (let index = 0; index < hits.count; index++) {
      if (news.bearsOn(hits, index, this.#reach) && this.#take(searched, hits, index, pass)) found = true;
    }
    return { found, rejections: pass.rejections };
  }

  #scan(bytes: Buffer, hits: Hits): Hits {
    hits.clear();
    this.#prefilter.scan(bytes, (keyword, at) => hits.add(at, keyword));
    return hits;
  }

  #take(searched: Searched, hits: Hits, index: number, pass: Pass): boolean {
    const [found, refused] = [pass.candidates, pass.refused];
    const at = hits.at(index);
    for (const asker of this.#askers[hits.keyword(index)] ?? []) {
      if (asker === ASSIGNMENT) this.#takeAssignment(searched, at, pass);
      else takeFor(asker, searched, at, pass);
    }
    const isFruitful = pass.candidates > found;
    hits.mark(index, isFruitful ? "fruit" : pass.refused > refused ? "refusal" : "silence");
    return isFruitful;
  }

  /** Providers that know a value by its name first; what is left is a password or a key and no more is known. */
  #takeAssignment(searched: Searched, at: number, pass: Pass): void {
    if (searched.format === "lock" || pass.isInBareValue(at)) return;
    const assignment = readAssignment(searched.bytes, at, searched.format);
    if (assignment === undefined || !pass.isNew(assignment)) return;
    for (const detector of this.#assigned.of(assignment, searched.bytes)) {
      pass.add(detector, assignment, whyNoSecret(assignment.value, true, "provider"));
    }
    const kind = kindOfName(assignment.name);
    const named = kind === undefined ? undefined : this.#named.get(kind === "perhaps a key" ? "key" : kind);
    if (kind === undefined || named === undefined) return;
    const refused = whyNotNamed(assignment, kind);
    if (refused !== undefined) return pass.refuse(named, { start: assignment.start, refused });
    pass.judge(named, assignment, judgeNamed({ ...searched, assignment, kind }));
  }

  /** The literals under names that call them a secret, in the file's order: what the scorer is trained on. */
  namedValues(searched: Searched): Described[] {
    const pass = new Pass(false);
    const values: Described[] = [];
    this.#prefilter.scan(searched.bytes, (keyword, at) => {
      const url = this.#keywords[keyword] === "://" ? readUserInfo(searched.bytes, at) : undefined;
      if (url !== undefined && whyNoLiteral(url.password, true) === undefined)
        values.push({ ...searched, assignment: asAssignment(url), kind: "password" });
      if (!this.#askers[keyword]?.includes(ASSIGNMENT) || searched.format === "lock" || pass.isInBareValue(at)) return;
      const assignment = readAssignment(searched.bytes, at, searched.format);
      if (assignment === undefined || !pass.isNew(assignment)) return;
      const kind = kindOfName(assignment.name);
      if (kind === undefined || whyNotNamed(assignment, kind) !== undefined) return;
      values.push({ ...searched, assignment, kind });
    });
    return values;
  }
}

interface Asker {
  readonly detector: Detector;
  readonly keyword: Buffer;
}

/** Stands for the reading of assignments, which serves many detectors. */
const ASSIGNMENT: Asker = { detector: undefined as never, keyword: Buffer.alloc(0) };

/** Parts of names that hold secrets. `kindOfName` decides; these only have to be in all that it accepts. */
const NAME_PARTS = [
  "pass",
  "pwd",
  "masterauth",
  "secret",
  "token",
  "credential",
  "_auth",
  'auth"',
  "auth:",
  "auth=",
  "auth'",
  "_key",
  "-key",
  ".key",
  'key"',
  "key'",
  "key=",
  "key =",
  "key:",
  "key :",
  "key(",
  "salt",
  "seed",
  'jwt"',
  "jwt'",
  "jwt=",
  "jwt:",
  "jwt =",
  "key>",
  "keyvalue",
  "keybytes",
  "keystring",
  "apikey",
  "accesskey",
  "secretkey",
  "privatekey",
] as const;

function takeFor({ detector, keyword }: Asker, searched: Searched, at: number, pass: Pass): void {
  const { take } = detector;
  if (take.kind === "token") {
    if (standsAt(searched.bytes, at, keyword)) takeToken(detector, take, searched.bytes, at, pass);
  } else if (take.kind === "read") {
    for (const found of take.read(searched, at)) {
      if ("refused" in found) pass.refuse(detector, found);
      else pass.add(detector, found, undefined);
    }
  }
}

function standsAt(bytes: Buffer, at: number, keyword: Buffer): boolean {
  for (let i = 0; i < keyword.length; i++) if (bytes[at + i] !== keyword[i]) return false;
  return true;
}

function takeToken(detector: Detector, take: TakeToken, bytes: Buffer, at: number, pass: Pass): void {
  const from = at - (take.before ?? 0);
  const glued = isWord(bytes[at]) || take.before !== undefined;
  if (from < 0 || (glued && !startsToken(bytes, from))) return;
  const text = bytes.toString("latin1", from, from + (take.reach ?? 256) + 1);
  take.pattern.lastIndex = 0;
  const match = take.pattern.exec(text);
  if (match === null) return;
  const named = match.groups?.["value"];
  const value = (named ?? match[0]).replace(/\.+$/, "");
  const start = from + (named === undefined ? 0 : match[0].length - named.length);
  const end = start + value.length;
  if (isWord(bytes[end])) return; // longer than such a token is
  pass.add(detector, { value, start, end, frame: "text" }, whyNoToken(value.slice(take.shown)));
}

function whyNoToken(unshown: string): string | undefined {
  return whyPlaceholder(unshown) ?? (wordShare(unshown) > 0.6 ? "it reads like words" : undefined);
}
