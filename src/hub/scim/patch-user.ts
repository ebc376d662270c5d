import * as z from "zod";
import { Flag, type Patch } from "../../contract/scim.ts";
import { Email } from "../../contract/sign-in.ts";
import { scimFault } from "./scim-fault.ts";

/** What of somebody can be changed. */
export interface UserChange {
  readonly userName?: string;
  readonly externalId?: string;
  readonly displayName?: string;
  readonly active?: boolean;
}

const Text = z.string().trim().max(200);
const FIELDS = {
  username: z.object({ userName: Email }),
  externalid: z.object({ externalId: Text }),
  displayname: z.object({ displayName: Text }),
  active: z.object({ active: Flag }),
} as const;
const NAMES = { username: "userName", externalid: "externalId", displayname: "displayName", active: "active" } as const;

/** What operations come to, one after the other. What the hub does not keep is passed over. @throws Problem 400 */
export function changeOf({ Operations }: Patch): UserChange {
  return Operations.reduce<UserChange>((change, { op, path, value }) => {
    if (op === "remove") return path?.toLowerCase() === "externalid" ? { ...change, externalId: "" } : change;
    const values = path === undefined ? z.record(z.string(), z.unknown()).safeParse(value).data : { [path]: value };
    if (values === undefined) throw scimFault("invalidValue", "An operation without `path` has an object as `value`.");
    return Object.entries(values).reduce((sum, [name, one]) => ({ ...sum, ...fieldOf(name, one) }), change);
  }, {});
}

function fieldOf(name: string, value: unknown): UserChange {
  const key = name.toLowerCase();
  if (key === "name.formatted") return fieldOf("displayName", value);
  if (!isField(key)) return {};
  const parsed = FIELDS[key].safeParse({ [NAMES[key]]: value });
  if (parsed.success) return parsed.data;
  throw scimFault(
    "invalidValue",
    `\`${NAMES[key]}\` does not fit: ${parsed.error.issues[0]?.message ?? "wrong value"}.`,
  );
}

function isField(key: string): key is keyof typeof FIELDS {
  return Object.hasOwn(FIELDS, key);
}
