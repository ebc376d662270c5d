import type { ColumnType, Generated } from "kysely";
import type { EventKind, HubEvent } from "../../../contract/notifications.ts";
import type { SubscriptionKind } from "../../../contract/subscriptions.ts";
import type { Id, LaterTime, Time } from "./columns.ts";

/** What happened and was not yet handed to those who want to hear of it. */
export interface OutboxTable {
  id: Id;
  at: Time;
  kind: EventKind;
  team_id: string | null;
  data: ColumnType<object, string, never>;
}

/** Who wants to hear of what, and where. */
export interface SubscriptionTable {
  id: string;
  name: string;
  kind: SubscriptionKind;
  /** Whose things it is about; null for all. */
  team_id: string | null;
  events: EventKind[];
  /** The least grave that is told. */
  severity: number;
  digest_minutes: number;
  /** Scheme and host of the address; the rest may be a secret. */
  origin: string;
  /** Address and signing secret, encrypted. */
  sealed: Buffer;
  created_by: string;
  created_at: Time;
}

/** One message to one subscriber. */
export interface DeliveryTable {
  id: Id;
  /** The same on every attempt, so that the receiver knows one that came twice. */
  message_id: Generated<string>;
  subscription_id: string;
  events: ColumnType<HubEvent[], string, string>;
  state: Generated<"waiting" | "delivered" | "dead">;
  attempts: Generated<number>;
  created_at: Time;
  due_at: ColumnType<Date, Date, Date>;
  /** Until then it is one worker's alone. */
  leased_until: LaterTime;
  ended_at: LaterTime;
  /** Of the receiver's last answer. */
  status: ColumnType<number | null, never, number | null>;
  fault: ColumnType<string | null, never, string | null>;
}
