import type { ColumnType, Generated } from "kysely";
import type { PersonRole } from "../../../contract/roles.ts";
import type { LaterTime, Time } from "./columns.ts";

/** How somebody showed who they are when a session began. */
export type Factor = "password" | "totp" | "backup-code" | "passkey" | "sso";

/** Somebody with an account. The sign-in library writes name and email; roles and scope are the hub's alone. */
export interface PersonTable {
  id: Generated<string>;
  name: string;
  /** In small letters. */
  email: string;
  email_verified: Generated<boolean>;
  image: string | null;
  /** A code of an authenticator is asked for after the password. */
  two_factor_enabled: Generated<boolean>;
  created_at: Time;
  updated_at: ColumnType<Date, Date, Date>;
  roles: Generated<PersonRole[]>;
  /** The things of all teams, in place of those in `person_team`. */
  everywhere: Generated<boolean>;
  disabled_at: LaterTime;
  /** Who made the link by which the account was last taken up, and so may hold it. */
  issued_by: ColumnType<string | null, string | undefined, string>;
}

export interface PersonTeamTable {
  person_id: string;
  team_id: string;
}

/** The cookie holds the token with a signature that the database does not hold. */
export interface PersonSessionTable {
  id: Generated<string>;
  token: string;
  person_id: string;
  factor: Generated<Factor>;
  ip_address: string | null;
  user_agent: string | null;
  created_at: Time;
  updated_at: ColumnType<Date, Date, Date>;
  expires_at: ColumnType<Date, Date, Date>;
}

/** A way into an account: a password's hash, or whom another identity provider knows. */
export interface PersonAccountTable {
  id: Generated<string>;
  person_id: string;
  provider_id: string;
  account_id: string;
  password: string | null;
  created_at: Time;
  updated_at: ColumnType<Date, Date, Date>;
}

export interface PersonVerificationTable {
  id: Generated<string>;
  identifier: string;
  value: string;
  created_at: Time;
  updated_at: ColumnType<Date, Date, Date>;
  expires_at: ColumnType<Date, Date, Date>;
}

/** Secret and backup codes are encrypted. */
export interface PersonTotpTable {
  id: Generated<string>;
  person_id: string;
  secret: string;
  backup_codes: string;
  verified: Generated<boolean>;
  failed_verification_count: Generated<number>;
  locked_until: LaterTime;
}

export interface PersonPasskeyTable {
  id: Generated<string>;
  person_id: string;
  name: string | null;
  public_key: string;
  credential_id: string;
  counter: number;
  device_type: string;
  backed_up: boolean;
  transports: string | null;
  aaguid: string | null;
  created_at: ColumnType<Date | null, Date, never>;
}

/** Codes of authenticators that were handed in: each is taken once. */
export interface SpentCodeTable {
  person_id: string;
  hash: Buffer;
  expires_at: Time;
}

/** A one-time link; `person_id` where it is for somebody who is there already. */
export interface InvitationTable {
  id: Generated<string>;
  hash: Buffer;
  person_id: string | null;
  email: string;
  name: string;
  roles: PersonRole[];
  everywhere: boolean;
  teams: string[];
  created_by: string;
  created_at: Time;
  expires_at: Time;
  accepted_at: LaterTime;
}

/** An identity provider by which people sign in. */
export interface SsoProviderTable {
  id: string;
  name: string;
  issuer: string;
  /** Of the addresses that it may speak for. */
  domains: string[];
  /** What the hub is to it, and its secret, encrypted. */
  sealed: Buffer;
  created_by: string;
  created_at: Time;
  kind: Generated<"oidc" | "saml">;
  saml: ColumnType<SamlSettings | null, string | null | undefined, never>;
}

/** What is known of a provider that speaks SAML. */
export interface SamlSettings {
  readonly signOnUrl: string;
  /** PEM, of which one must have signed. */
  readonly certificates: readonly string[];
  /** The attribute that holds somebody's address; null for the subject's name. */
  readonly attribute: string | null;
}

/** A sign-in by SAML that has begun; browser and ticket are kept as a SHA-256. */
export interface SamlRequestTable {
  id: string;
  provider_id: string;
  browser: Buffer;
  /** Given out for the provider's answer, once. */
  ticket: ColumnType<Buffer | null, never, Buffer>;
  person_id: ColumnType<string | null, never, string>;
  expires_at: ColumnType<Date, Date, never>;
}
