import * as z from "zod";

/** What people are to a hub. */
export const PERSON_ROLES = ["viewer", "developer", "security", "approver", "admin"] as const;
/** What machines are: each may do its one thing. */
export const MACHINE_ROLES = ["scanner", "gate", "deployer"] as const;

export const Role = z.enum([...PERSON_ROLES, ...MACHINE_ROLES]);
export type Role = z.infer<typeof Role>;

export const PersonRole = z.enum(PERSON_ROLES);
export type PersonRole = z.infer<typeof PersonRole>;
