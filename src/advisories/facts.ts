import type { JudgedFact } from "../core/fact.ts";
import type { Severity } from "../core/severity.ts";
import type { State } from "./state.ts";
import type { Notice } from "./store/entry.ts";

/** A component that lies in the range of an advisory, or of several that mean the same hole. */
export interface MatchedAdvisory extends JudgedFact {
  readonly kind: "matched-advisory";
  /** The name by which the hole is known: the one CVE where there is one. */
  readonly vulnerability: string;
  readonly name: string;
  readonly version: string;
  /** The packages that a distribution made from it and that are here; empty when it is itself the only one. */
  readonly packages: readonly string[];
  /** Of a Go module: the packages in it, with their functions, in which the hole lies. */
  readonly imports: readonly string[];
  /** Ids of all records that say so. */
  readonly records: readonly string[];
  /** Updates that mend it together with other holes. */
  readonly toldIn: readonly string[];
  readonly aliases: readonly string[];
  /** The holes that an update of a distribution mends, when it stands for them. */
  readonly causes: readonly string[];
  readonly summary: string;
  readonly severity: Severity | "unknown";
  readonly basis: string;
  readonly because: string;
  /** Empty when no fix is named. */
  readonly fixedIn: string;
  /** Who speaks for the package, such as `Debian`; empty outside of distributions. */
  readonly distributor: string;
  readonly state: State;
  /** The distributor's own words for the state. */
  readonly note: string;
  readonly malicious: boolean;
  /** Why it is told though it is no hole by itself; empty for a hole. */
  readonly notice: Notice | "";
  readonly links: readonly string[];
}

/** A component whose name was used for malware, in other versions than this one. */
export interface CompromiseHistory extends JudgedFact {
  readonly kind: "compromise-history";
  readonly name: string;
  readonly version: string;
  /** The records that tell of it. */
  readonly records: readonly string[];
}

/** How long a release of a system or a runtime is supported; days as `YYYY-MM-DD`. */
export interface ReleaseSupport extends JudgedFact {
  readonly kind: "release-support";
  readonly product: string;
  readonly release: string;
  readonly until: string;
  /** Until when volunteers go on; empty where nobody does. */
  readonly extended: string;
  /** The release that is supported longest, and until when; empty when there is none. */
  readonly next: string;
  readonly page: string;
  readonly takenOn: string;
  readonly today: string;
}
