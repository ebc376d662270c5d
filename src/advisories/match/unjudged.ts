import type { Gap } from "../../core/gap.ts";

/** What could not be judged. Many packages for one reason are one gap; a version that nobody can read is named. */
export class Unjudged {
  readonly #byReason = new Map<string, string[]>();
  readonly #versions = new Map<string, string>();
  readonly #commits = new Set<string>();
  #commitsIn: string | undefined;

  add(reason: string, purls: readonly string[]): void {
    const known = this.#byReason.get(reason);
    if (known === undefined) this.#byReason.set(reason, [...purls]);
    else known.push(...purls);
  }

  addVersion(reason: "version" | "commits", id: string, ecosystem: string, purl: string): void {
    if (reason === "version") {
      this.#versions.set(purl, `its version is none that ${ecosystem} knows`);
    } else {
      this.#commits.add(purl);
      this.#commitsIn ??= id;
    }
  }

  gaps(): Gap[] {
    return [
      ...[...this.#byReason].map(([reason, purls]) => together(reason, purls)),
      ...(this.#commits.size > 0
        ? [together(`advisories such as ${this.#commitsIn} name commits alone, and no versions`, [...this.#commits])]
        : []),
      ...[...this.#versions].map(([where, reason]) => ({ where, reason: `not judged: ${reason}` })),
    ];
  }
}

function together(reason: string, purls: readonly string[]): Gap {
  return {
    where: purls.length === 1 ? (purls[0] ?? "") : `${purls[0]} and ${purls.length - 1} more`,
    reason: `not judged: ${reason}`,
  };
}
