import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A folder that is removed at the end of the `using` block that holds it. */
export interface TemporaryFolder extends Disposable {
  readonly path: string;
  /** Writes files below the folder, with the folders that they need; answers the folder's path. */
  write(files: Readonly<Record<string, string | Uint8Array>>): string;
}

/**
 * ```ts
 * using folder = temporaryFolder({ "src/app.js": "…" });
 * ```
 */
export function temporaryFolder(files: Readonly<Record<string, string | Uint8Array>> = {}): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), "waybill-test-"));
  const folder: TemporaryFolder = {
    path,
    write(files) {
      for (const [name, content] of Object.entries(files)) {
        mkdirSync(dirname(join(path, name)), { recursive: true });
        writeFileSync(join(path, name), content);
      }
      return path;
    },
    [Symbol.dispose]() {
      rmSync(path, { recursive: true, force: true });
    },
  };
  folder.write(files);
  return folder;
}
