import type { DetailedError, EntityJson, PolicySet } from "@cedar-policy/cedar-wasm/web";
import { ACTIONS, type Action } from "../../contract/actions.ts";
import { Role } from "../../contract/roles.ts";
import { WaybillError } from "../../core/errors.ts";
import { loadCedar } from "./cedar.ts";
import { POLICIES, policySchema, ROLE_PARENTS } from "./policies.ts";
import type { Principal } from "./principal.ts";

/** May they? And on which policy's word. */
export interface Permission {
  readonly allowed: boolean;
  /** The names of the policies that decided; "no-policy-permits" where none does. */
  readonly policy: string;
}

/** Answers whether somebody may do something to the things of a team (null: to the hub as a whole). */
export type Authorize = (principal: Principal, action: Action, team: string | null) => Permission;

const POLICY_SET = "waybill";

/** Reads the policies and holds them against their schema. @throws WaybillError where they do not fit it */
export function createAuthorizer(policies: string = POLICIES): Authorize {
  const cedar = loadCedar();
  const named = namePolicies(policies);
  const validated = cedar.validate({ schema: policySchema(), policies: named, validationSettings: { mode: "strict" } });
  if (validated.type === "failure") throw unfit(validated.errors);
  if (validated.validationErrors.length > 0) throw unfit(validated.validationErrors.map(({ error }) => error));
  const parsed = cedar.preparsePolicySet(POLICY_SET, named);
  if (parsed.type === "failure") throw unfit(parsed.errors);
  return (principal, action, team) => {
    const answer = cedar.statefulIsAuthorized({
      principal: { type: "Principal", id: principal.id },
      action: { type: "Action", id: action },
      resource: team === null ? { type: "Hub", id: "hub" } : { type: "Team", id: team },
      context: {},
      preparsedPolicySetId: POLICY_SET,
      entities: [entityOf(principal), ...ROLES, actionEntity(action)],
    });
    if (answer.type === "failure") return { allowed: false, policy: "policies-could-not-be-read" };
    const { decision, diagnostics } = answer.response;
    if (diagnostics.errors.length > 0) return { allowed: false, policy: "policies-could-not-be-read" };
    return { allowed: decision === "allow", policy: [...diagnostics.reason].sort().join(", ") || "no-policy-permits" };
  };
}

const ROLES: readonly EntityJson[] = Role.options.map((role) => ({
  uid: { type: "Role", id: role },
  attrs: {},
  parents: (ROLE_PARENTS[role] ?? []).map((id) => ({ type: "Role", id })),
}));

function entityOf({ id, kind, roles, teams, secondFactor, enrolled = false }: Principal): EntityJson {
  return {
    uid: { type: "Principal", id },
    attrs: {
      kind,
      secondFactor,
      enrolled,
      everywhere: teams === "all",
      teams: (teams === "all" ? [] : teams).map((team) => ({ __entity: { type: "Team", id: team } })),
    },
    parents: roles.map((role) => ({ type: "Role", id: role })),
  };
}

function actionEntity(action: Action): EntityJson {
  return { uid: { type: "Action", id: action }, attrs: {}, parents: [{ type: "Action", id: ACTIONS[action] }] };
}

/** The policies' own ids in place of Cedar's policy0, policy1, so that answers can name them. */
function namePolicies(text: string): PolicySet {
  const parts = loadCedar().policySetTextToParts(text);
  if (parts.type === "failure") throw unfit(parts.errors);
  const entries = parts.policies.map((policy) => [/@id\("([^"]+)"\)/.exec(policy)?.[1] ?? "", policy] as const);
  if (entries.some(([name]) => name === "") || new Map(entries).size < entries.length)
    throw unfit([{ message: "each policy needs an @id of its own" }]);
  return { staticPolicies: Object.fromEntries(entries) };
}

function unfit(errors: readonly Pick<DetailedError, "message">[]): WaybillError {
  return new WaybillError(
    "hub/unfit-policies",
    `The policies do not fit their schema: ${errors[0]?.message ?? "unknown"}.`,
    "The hub does not start without policies that hold.",
  );
}
