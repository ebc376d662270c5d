/** Something made by a real package manager, beside that manager's own list of what is in it. */
export interface Subject {
  /** As the page names it. */
  readonly title: string;
  /** The command whose answer counts as the truth. */
  readonly lister: string;
  /** Types of package URL that it lists; of other types it says nothing. */
  readonly types: readonly string[];
  /** What the reader of the page must know to believe or doubt the figures. */
  readonly note?: string;
  /**
   * Makes it in a folder that is kept for the next time, or finds it there; undefined where a program that it takes is
   * not on this machine.
   */
  readonly make: (folder: string) => Made | undefined;
}

export interface Made {
  /** As Waybill takes it: `rootfs:PATH`. */
  readonly target: string;
  readonly listed: Listed;
  /** Part of the title that is only known now, such as the version of the manager. */
  readonly about?: string;
}

/** What the manager says is there. */
export interface Listed {
  /** Each as `packageKey` writes it. */
  readonly packages: ReadonlySet<string>;
  /** Which of them needs which, `KEY > KEY`, where the manager says so. */
  readonly edges?: ReadonlySet<string>;
}

/** `npm/@scope/name@1.0.0`: a package URL without its namespace's distribution and without percent signs. */
export function packageKey(type: string, name: string, version: string): string {
  return `${type}/${name}@${version}`;
}
