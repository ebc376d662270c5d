/** How one program says its own version in its bytes. */
export interface Signature {
  /** As the generic package is called. */
  readonly product: string;
  /** The letters that the names of its file begin with: most files of an image are told by theirs. */
  readonly first: string;
  /** The names that its file goes by. */
  readonly file: RegExp;
  /** What stands directly in front of the version, or `after`, behind it. */
  readonly mark: string;
  readonly after?: boolean;
  /** The version, where it begins behind the mark or ends in front of it. */
  readonly version: RegExp;
  /** What of the mark belongs to the version. */
  readonly start?: string;
  /** The packages of Debian 12 in whose programs it is checked (`npm run bench -- truth`), with blanks between. */
  readonly debian?: string;
}

/** Two to four numbers, and no part of more. */
export const NUMBERS = /^([0-9]+(?:\.[0-9]+){1,3})(?![0-9.])/;
