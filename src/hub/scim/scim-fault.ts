import { Problem } from "../http/problems.ts";

/** As RFC 7644, section 3.12, names what is wrong. */
type ScimType = "invalidFilter" | "invalidPath" | "invalidValue" | "mutability" | "uniqueness";

export function scimFault(type: ScimType, detail: string): Problem {
  return new Problem(type === "uniqueness" ? 409 : 400, `scim/${type}`, "Not taken", detail);
}
