import type { FailOn } from "../../core/severity.ts";
import type { Standard } from "../../policy/admission/decide-admission.ts";
import type { Database } from "../db/database.ts";

export interface NamedStandard extends Standard {
  readonly failOn: Exclude<FailOn, "never">;
  /** `prod@3`; version 0 is what holds where nobody has said anything. */
  readonly policy: string;
}

/** What an environment asks for: as it was set, else what a careful house would ask. */
export async function standardOf(database: Database, name: string): Promise<NamedStandard> {
  const row = await database.selectFrom("environment").selectAll().where("name", "=", name).executeTakeFirst();
  if (row === undefined)
    return {
      policy: `${name}@0`,
      failOn: "high",
      onlyNew: false,
      rooms: ["inventory", "advisories", "secrets"],
      mostDays: 7,
    };
  return {
    policy: `${name}@${row.version}`,
    failOn: row.fail_on,
    onlyNew: row.only_new,
    rooms: row.rooms,
    mostDays: row.most_days,
  };
}
