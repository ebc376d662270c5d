import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { WaybillError } from "../../core/errors.ts";
import { birthOf, runs } from "./processes.ts";

/**
 * Keeps a second hub from the same folder, since each would stop the other's database. What a killed one left behind
 * is taken over. Answers how to give it back.
 * @throws WaybillError when another process holds it
 */
export function lockFolder(path: string): () => void {
  const own = `${process.pid} ${birthOf(process.pid)}`;
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(path, own, { flag: "wx", mode: 0o600 });
      return () => {
        if (holderOf(path) === own) rmSync(path, { force: true });
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = holderOf(path);
    const [pid = 0, birth] = (holder ?? "").split(" ").map((part, index) => (index === 0 ? Number(part) : part));
    if (holder !== undefined && runs(Number(pid)) && birthOf(Number(pid)) === birth) {
      throw new WaybillError(
        "hub/already-runs",
        `A hub already runs on this folder, as process ${pid}.`,
        "Stop it, name another folder with --data, or let several hubs share a PostgreSQL through DATABASE_URL.",
      );
    }
    rmSync(path, { force: true });
  }
  throw new WaybillError("hub/already-runs", "Another hub is just starting on this folder.", "Try again in a moment.");
}

function holderOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return undefined;
  }
}
