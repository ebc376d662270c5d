import * as z from "zod";
import { endpoint } from "./endpoint.ts";
import { PageQuery, page } from "./paging.ts";

export const Team = z.object({ id: z.uuid(), name: z.string(), createdAt: z.iso.datetime() });

export const createTeam = endpoint({
  id: "createTeam",
  method: "POST",
  path: "/v1/teams",
  summary: "Make a team, to which images, repositories and keys can belong",
  action: "teams.create",
  body: z.strictObject({ name: z.string().trim().min(1).max(100) }),
  answer: Team,
  status: 201,
});

export const listTeams = endpoint({
  id: "listTeams",
  method: "GET",
  path: "/v1/teams",
  summary: "The teams that the caller may see, by name",
  action: "teams.read",
  query: PageQuery,
  answer: page(Team),
});
