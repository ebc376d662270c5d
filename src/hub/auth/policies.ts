import { ACTIONS } from "../../contract/actions.ts";

/** Who may do what. A refusal names the policy that forbade; where none permits, that. */
export const POLICIES = `
@id("everybody-knows-themselves")
permit(principal, action in Action::"know", resource);

@id("people-keep-their-own")
permit(principal, action in [Action::"self", Action::"secure"], resource)
when { principal.kind == "person" };

@id("a-second-factor-guards-itself")
forbid(principal, action in Action::"secure", resource)
when { principal.kind == "person" && principal.enrolled && !principal.secondFactor };

@id("people-look")
permit(principal in Role::"viewer", action in [Action::"look", Action::"observe", Action::"query"], resource);

@id("machines-query-advisories")
permit(principal, action in Action::"query", resource)
when { principal in Role::"scanner" || principal in Role::"gate" };

@id("scanners-and-developers-submit")
permit(principal, action in Action::"submit", resource)
when { principal in Role::"scanner" || principal in Role::"developer" || principal in Role::"admin" };

@id("approvers-approve")
permit(principal in Role::"approver", action in Action::"approve", resource);

@id("gates-and-developers-ask")
permit(principal, action in Action::"ask", resource)
when { principal in Role::"gate" || principal in Role::"deployer" || principal in Role::"developer" || principal in Role::"admin" };

@id("deployers-record")
permit(principal, action in Action::"deploy", resource)
when { principal in Role::"deployer" || principal in Role::"admin" };

@id("developers-work")
permit(principal, action in Action::"work", resource)
when { principal in Role::"developer" || principal in Role::"admin" };

@id("administrators-administer")
permit(principal in Role::"admin", action in [Action::"administer", Action::"look", Action::"observe", Action::"query"], resource);

@id("security-moves-between-teams")
permit(principal, action in Action::"move", resource)
when { principal in Role::"security" || principal in Role::"admin" };

@id("bound-to-a-team-moves-between-its-teams")
forbid(principal, action in Action::"move", resource is Hub)
unless { principal.everywhere };

@id("directories-provision")
permit(principal in Role::"provisioner", action in Action::"provision", resource);

@id("own-team-only")
forbid(principal, action, resource is Team)
unless { principal.everywhere || principal.teams.contains(resource) };

@id("bound-to-a-team-administers-nothing")
forbid(principal, action in [Action::"administer", Action::"provision"], resource)
unless { principal.everywhere };

@id("bound-to-a-team-sees-no-whole")
forbid(principal, action in Action::"observe", resource)
unless { principal.everywhere };

@id("change-needs-a-second-factor")
forbid(principal, action, resource)
when { principal.kind == "person" && !principal.secondFactor }
unless { action in [Action::"know", Action::"self", Action::"secure", Action::"look", Action::"observe", Action::"query"] };
`;

/** A role holds all that the role it stands in holds. */
export const ROLE_PARENTS: Readonly<Record<string, readonly string[]>> = {
  developer: ["viewer"],
  security: ["developer"],
  approver: ["viewer"],
};

/** The policies' words in Cedar's form; policies that misuse them are refused at the start. */
export function policySchema(): string {
  const groups = [...new Set(Object.values(ACTIONS))];
  const applies = "appliesTo { principal: [Principal], resource: [Hub, Team] }";
  return [
    "entity Role in [Role];",
    "entity Hub;",
    "entity Team;",
    "entity Principal in [Role] { kind: String, everywhere: Bool, teams: Set<Team>, secondFactor: Bool, enrolled: Bool };",
    ...groups.map((group) => `action "${group}";`),
    ...Object.entries(ACTIONS).map(([action, group]) => `action "${action}" in ["${group}"] ${applies};`),
  ].join("\n");
}
