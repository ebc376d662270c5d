import { spawn } from "node:child_process";

const PATIENCE = 10_000;

/**
 * Whether a shell would read a script, without running any of it (`sh -n`). Undefined when that shell is not here or
 * does not answer: then nothing was checked.
 */
export function acceptsScript(shell: "sh" | "bash", script: Uint8Array): Promise<boolean | undefined> {
  return new Promise((resolve) => {
    const child = spawn(shell, ["-n"], {
      env: { PATH: process.env.PATH ?? "/usr/bin:/bin", LC_ALL: "C.UTF-8" },
      stdio: ["pipe", "ignore", "ignore"],
      timeout: PATIENCE,
    });
    child.on("error", () => resolve(undefined));
    child.on("close", (code) => resolve(code === null || code === 127 ? undefined : code === 0));
    child.stdin.on("error", () => {}); // it stopped at a mistake before the end: its exit code says so
    child.stdin.end(script);
  });
}
