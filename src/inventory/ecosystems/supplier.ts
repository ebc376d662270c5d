/** Longer than any name; then the field holds something else. */
const LONGEST = 200;

/**
 * Who made it, by name: `Debian Bash Team <team@example.org>` → `Debian Bash Team`. Addresses are left out: a bill is
 * handed on, and mail to one package's maintainer is not what it is for.
 */
export function nameOfSupplier(written: string | undefined): string | undefined {
  if (written === undefined || written.length > LONGEST) return undefined;
  const name = written
    .replace(/\s*[<(][^<>()]*[>)]/g, "")
    .replace(/^"(.*)"$/, "$1")
    .trim();
  return name === "" || name.includes("@") || name === "UNKNOWN" ? undefined : name;
}
