import { Client, type PoolConfig } from "pg";
import { WaybillError } from "../../core/errors.ts";

/** What a database's refusal means to whoever set DATABASE_URL. */
const REFUSALS: ReadonlyMap<string, string> = new Map([
  ["3D000", "there is no database of this name"],
  ["28P01", "user or password is wrong"],
  ["28000", "this user may not come in"],
  ["ECONNREFUSED", "nobody listens there"],
  ["ENOTFOUND", "there is no such host"],
  ["ETIMEDOUT", "it does not answer"],
  ["ENOENT", "there is no such socket"],
  ["57P03", "it is only just starting"],
]);

/** Answers the version, such as 180004. @throws WaybillError that says why the database cannot be reached; no password is in it */
export async function reachDatabase(connection: PoolConfig): Promise<number> {
  const client = new Client({ ...connection, connectionTimeoutMillis: 10_000 });
  client.on("error", () => {}); // told by the query
  try {
    await client.connect();
    const { rows } = await client.query<{ server_version_num: string }>("show server_version_num");
    return Number(rows[0]?.server_version_num);
  } catch (error) {
    const { code = "" } = error as { code?: string };
    throw new WaybillError(
      "connect/database",
      `The database cannot be reached: ${REFUSALS.get(code) ?? (code || "it does not answer")}.`,
      "Check DATABASE_URL: postgres://USER:PASSWORD@HOST:PORT/DATABASE.",
      { cause: error },
    );
  } finally {
    await client.end().catch(() => {});
  }
}
