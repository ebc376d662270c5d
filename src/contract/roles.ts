import * as z from "zod";

/** What people are to a hub. */
export const PERSON_ROLES = ["viewer", "developer", "security", "approver", "admin"] as const;
/** What machines are: each may do its one thing. */
export const MACHINE_ROLES = ["scanner", "gate", "deployer"] as const;

/** What a directory is that brings people in and out by SCIM: nothing else is it let do. */
export const DIRECTORY_ROLE = "provisioner";

export const Role = z.enum([...PERSON_ROLES, ...MACHINE_ROLES, DIRECTORY_ROLE]);
export type Role = z.infer<typeof Role>;

export const PersonRole = z.enum(PERSON_ROLES);
export type PersonRole = z.infer<typeof PersonRole>;
