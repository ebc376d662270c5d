import { expect, test } from "vitest";
import { ACTIONS, type Action } from "../../contract/actions.ts";
import { Role } from "../../contract/roles.ts";
import { createAuthorizer } from "./authorize.ts";
import type { Principal } from "./principal.ts";

const OWN = "11111111-1111-4111-8111-111111111111";
const FOREIGN = "22222222-2222-4222-8222-222222222222";
const authorize = createAuthorizer();

function principal(role: Role, wish: Partial<Principal> = {}): Principal {
  return { kind: "key", id: "k", name: "k", roles: [role], teams: "all", secondFactor: false, ...wish };
}

/** The groups of actions that a role has, over all teams. */
const MAY: Record<Role, readonly string[]> = {
  viewer: ["know", "look", "observe", "query"],
  developer: ["know", "look", "observe", "query", "submit", "work", "ask"],
  security: ["know", "look", "observe", "query", "submit", "work", "ask", "move"],
  approver: ["know", "look", "observe", "query", "approve"],
  admin: ["know", "look", "observe", "query", "submit", "work", "ask", "deploy", "administer", "move"],
  scanner: ["know", "query", "submit"],
  gate: ["know", "query", "ask"],
  deployer: ["know", "ask", "deploy"],
  provisioner: ["know", "provision"],
};

const CASES = Role.options.flatMap((role) =>
  (Object.keys(ACTIONS) as Action[]).map((action) => [role, action] as const),
);

test.each(CASES)("%s, %s", (role, action) => {
  const may = MAY[role].includes(ACTIONS[action]);
  expect(authorize(principal(role), action, null).allowed).toBe(may);
  expect(authorize(principal(role), action, FOREIGN).allowed).toBe(may);
  const bound = principal(role, { teams: [OWN] });
  const mayBound = may && !["administer", "observe", "provision"].includes(ACTIONS[action]);
  expect(authorize(bound, action, OWN).allowed).toBe(mayBound);
  expect(authorize(bound, action, FOREIGN)).toMatchObject({ allowed: false });
});

test("every refusal names the policy", () => {
  const bound = principal("viewer", { teams: [OWN] });
  expect(authorize(bound, "teams.read", FOREIGN)).toEqual({ allowed: false, policy: "own-team-only" });
  expect(authorize(bound, "keys.create", null).policy).toBe("bound-to-a-team-administers-nothing");
  expect(authorize(principal("viewer"), "keys.create", null).policy).toBe("no-policy-permits");
  expect(authorize(principal("viewer", { roles: [] }), "teams.read", null).policy).toBe("no-policy-permits");
});

test("a person without a second factor changes nothing", () => {
  const person = principal("admin", { kind: "person" });
  expect(authorize(person, "keys.create", null)).toEqual({ allowed: false, policy: "change-needs-a-second-factor" });
  expect(authorize(person, "keys.read", null).allowed).toBe(false);
  expect(authorize(person, "teams.read", null).allowed).toBe(true);
  expect(authorize({ ...person, secondFactor: true }, "keys.create", null).allowed).toBe(true);
});

test.each([
  ['@id("a") permit(principal, action == Action::"no.such", resource);', /do not fit/],
  ['@id("a") permit(principal, action, resource) when { principal.shoeSize > 40 };', /do not fit/],
  ["permit(principal, action, resource);", /@id/],
  ['@id("a") permit(', /do not fit/],
])("policies that do not fit keep the hub from starting: %s", (policies, message) => {
  expect(() => createAuthorizer(policies)).toThrow(message);
});
