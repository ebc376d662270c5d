import { type EmbeddedPostgres, startEmbeddedPostgres } from "./embedded-postgres/supervisor.ts";

/** Begins to start the hub's own database; undefined where it was given another. */
export function ownDatabase(options: {
  readonly databaseUrl?: string;
  readonly hubFolder: string;
  readonly say?: (message: string) => void;
}): Promise<EmbeddedPostgres> | undefined {
  const { databaseUrl, hubFolder: folder, say = () => {} } = options;
  return databaseUrl === undefined ? startEmbeddedPostgres({ folder, say }) : undefined;
}
