import type { ColumnType, Generated } from "kysely";
import type { PersonRole } from "../../../contract/roles.ts";
import type { Time } from "./columns.ts";

/** Somebody whom a directory brought in; roles and teams follow from groups. */
export interface ScimUserTable {
  person_id: string;
  external_id: string | null;
}

export interface ScimGroupTable {
  id: Generated<string>;
  display_name: string;
  external_id: string | null;
  created_at: Time;
  updated_at: ColumnType<Date, Date, Date>;
}

export interface ScimMemberTable {
  group_id: string;
  person_id: string;
}

/** What a group of this name gives; null teams for all. */
export interface ScimMappingTable {
  display_name: string;
  roles: PersonRole[];
  teams: string[] | null;
}
