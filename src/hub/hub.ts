import type { MailServer } from "../connect/mail/send-mail.ts";
import type { AddressList } from "../connect/outward/addresses.ts";
import type { QueryDesk } from "../scan/advisory-data.ts";
import type { Freshness } from "./advisories/freshness.ts";
import type { Authorize } from "./auth/authorize.ts";
import type { Recognize } from "./auth/principal.ts";
import type { Database } from "./db/database.ts";
import type { Meter } from "./metrics/meter.ts";
import type { Strongbox } from "./notifications/strongbox.ts";
import type { PeopleDesk } from "./people/desk.ts";
import type { IntakeDesk } from "./reports/intake-desk.ts";
import type { Telemetry } from "./telemetry/telemetry.ts";

/** What a request is answered with. */
export interface Hub {
  readonly database: Database;
  readonly authorize: Authorize;
  /** Counts what is done. */
  readonly meter: Meter;
  /** Tells a collector what was done; undefined where none was named. */
  readonly telemetry?: Telemetry | undefined;
  /** Reads what is pushed. */
  readonly intake: IntakeDesk;
  /** Asked in order who sends a request. */
  readonly recognizers: readonly Recognize[];
  /** How people sign in; undefined where the hub was given no key to keep their secrets under. */
  readonly people: PeopleDesk | undefined;
  /** Answers from the advisory database, the newest that lies there. */
  readonly advisories: QueryDesk;
  /** Encrypts what has to be kept so that it can be used; undefined where the hub was given no key. */
  readonly strongbox: Strongbox | undefined;
  /** How old the advisory data is. */
  readonly freshness: (now: Date) => Freshness;
  /** Through whom mail goes out; undefined where none was named. */
  readonly mail: MailServer | undefined;
  /** Addresses inside the network to which notifications may go all the same. */
  readonly inside: AddressList;
  /** Where the advisory database lies. */
  readonly dataDirectory: string;
  readonly now: () => Date;
  /** Whether new requests are still taken. */
  readonly isStopping: () => boolean;
}
