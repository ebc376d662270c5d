import type { Action } from "../../contract/actions.ts";
import { Problem } from "../http/problems.ts";
import type { Hub } from "../hub.ts";
import type { Principal } from "./principal.ts";

/** Demands that somebody may do something to the things of a team (null: to the hub's). @throws Problem 403 with the policy */
export function assertMay(
  { authorize }: Pick<Hub, "authorize">,
  principal: Principal,
  action: Action,
  team: string | null,
): void {
  const { allowed, policy } = authorize(principal, action, team);
  if (allowed) return;
  throw new Problem(
    403,
    "auth/refused",
    "Not allowed",
    `${principal.roles.join(", ") || "nobody"} may not do ${action} here (${policy}).`,
    { policy },
  );
}
