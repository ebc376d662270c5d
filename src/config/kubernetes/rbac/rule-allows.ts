import type { RoleRule } from "./facts.ts";

/** What somebody asks the API server for, as a SubjectAccessReview says it. */
export type Action = ResourceAction | PathAction;

interface ResourceAction {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly name?: string;
}

interface PathAction {
  readonly verb: string;
  /** Such as `/healthz`, for what is no resource. */
  readonly url: string;
}

/** Whether one rule allows one action, as the API server's own authorizer decides it: `RuleAllows` of its package `rbac/v1`. */
export function allows(rule: RoleRule, action: Action): boolean {
  if (!has(rule.verbs, action.verb)) return false;
  if ("url" in action) return rule.urls.some((url) => coversUrl(url, action.url));
  const isNamed = rule.names.length === 0 || (action.name !== undefined && rule.names.includes(action.name));
  return isNamed && has(rule.groups, action.group) && rule.resources.some((resource) => covers(resource, action));
}

function has(list: readonly string[], one: string): boolean {
  return list.includes("*") || list.includes(one);
}

function covers(written: string, { resource, subresource }: ResourceAction): boolean {
  if (written === "*") return true;
  if (subresource === "") return written === resource;
  return written === `${resource}/${subresource}` || written === `*/${subresource}`;
}

/** A star counts at the end alone; several of them there are as good as one. */
function coversUrl(written: string, url: string): boolean {
  if (written === "*" || written === url) return true;
  return written.endsWith("*") && url.startsWith(written.replace(/\*{1,1000}$/, ""));
}
