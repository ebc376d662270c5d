import * as z from "zod";
import type { Patch } from "../../contract/scim.ts";
import { scimFault } from "./scim-fault.ts";

/** One step of what is changed of a group. */
export type GroupStep =
  | { readonly kind: "rename"; readonly to: string }
  | { readonly kind: "external"; readonly id: string }
  | { readonly kind: "add" | "remove" | "members"; readonly people: readonly string[] };

const Name = z.string().trim().min(1).max(200);
const Values = z.union([
  z.array(z.object({ value: z.uuid() })).max(5_000),
  z.object({ value: z.uuid() }).transform((one) => [one]),
]);

/** Operations as steps. What the hub does not keep is passed over. @throws Problem 400 */
export function stepsOf({ Operations }: Patch): GroupStep[] {
  return Operations.flatMap(({ op, path, value }): GroupStep[] => {
    if (path !== undefined) return stepsFor(op, path, value);
    const values = z.record(z.string(), z.unknown()).safeParse(value).data;
    if (values === undefined) throw scimFault("invalidValue", "An operation without `path` has an object as `value`.");
    return Object.entries(values).flatMap(([name, one]) => stepsFor(op, name, one));
  });
}

function stepsFor(op: Patch["Operations"][number]["op"], path: string, value: unknown): GroupStep[] {
  const key = path.toLowerCase();
  const person = /^members\[value eq "([\da-f-]{36})"\]$/.exec(key)?.[1];
  if (person !== undefined && op === "remove") return [{ kind: "remove", people: [person] }];
  if (key.startsWith("members[")) throw scimFault("invalidPath", 'Of members, `members[value eq "…"]` can be removed.');
  if (key === "members") {
    if (op === "remove" && value === undefined) return [{ kind: "members", people: [] }];
    const people = demand(Values, value).map((one) => one.value);
    return [{ kind: op === "replace" ? "members" : op, people }];
  }
  if (op === "remove") return key === "externalid" ? [{ kind: "external", id: "" }] : [];
  if (key === "displayname") return [{ kind: "rename", to: demand(Name, value) }];
  if (key === "externalid") return [{ kind: "external", id: demand(z.string().max(200), value) }];
  return [];
}

function demand<Value>(schema: z.ZodType<Value>, value: unknown): Value {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw scimFault("invalidValue", `A value does not fit: ${parsed.error.issues[0]?.message ?? "wrong value"}.`);
}
