import * as z from "zod";
import { endpoint } from "./endpoint.ts";
import { PageQuery, page } from "./paging.ts";

const Id = z.coerce.number().int().positive();
const Count = z.int().nonnegative();

/** Something that changes from build to build, with its open findings. */
export const Lineage = z.object({
  id: z.int(),
  kind: z.string(),
  name: z.string(),
  platform: z.string(),
  team: z.uuid().nullable(),
  open: z.object({ critical: Count, high: Count, medium: Count, low: Count, info: Count }),
  /** The newest state: an image's digest, a commit, else the hash of its bill. */
  newest: z.string().nullable(),
  /** When the newest look was taken; null before the first one. */
  lookedAt: z.iso.datetime().nullable(),
});

export const listLineages = endpoint({
  id: "listLineages",
  method: "GET",
  path: "/v1/lineages",
  summary: "The images and repositories that the caller may see, by name",
  action: "images.read",
  query: PageQuery.extend({ name: z.string().max(500).optional() }),
  answer: page(Lineage),
});

export const listImages = endpoint({
  id: "listImages",
  method: "GET",
  path: "/v1/lineages/{id}/images",
  summary: "The states of one lineage, newest first",
  action: "images.read",
  params: z.strictObject({ id: Id }),
  query: PageQuery,
  answer: page(
    z.object({
      id: z.int(),
      digest: z.string(),
      base: z.string().nullable(),
      firstSeenAt: z.iso.datetime(),
      /** Whether its bill says that nothing is missing; null where none was sent. */
      whole: z.boolean().nullable(),
    }),
  ),
});

export const listComponents = endpoint({
  id: "listComponents",
  method: "GET",
  path: "/v1/images/{id}/components",
  summary: "What one image or commit is made of, by package URL, each with the layer that brought it",
  action: "images.read",
  params: z.strictObject({ id: Id }),
  query: PageQuery,
  answer: page(z.object({ purl: z.string(), layer: z.string().nullable() })),
});

export const moveLineage = endpoint({
  id: "moveLineage",
  method: "PUT",
  path: "/v1/lineages/{id}/team",
  summary: "Give a lineage to another team, with its findings, decisions and waivers; asks for the right at both",
  action: "lineages.move",
  params: z.strictObject({ id: Id }),
  /** Null: to no team. */
  body: z.strictObject({ team: z.uuid().nullable() }),
  answer: z.object({
    id: z.int(),
    team: z.uuid().nullable(),
    /** Whose it was. */
    from: z.uuid().nullable(),
    /** Waivers that went along. */
    waivers: z.int(),
  }),
});
