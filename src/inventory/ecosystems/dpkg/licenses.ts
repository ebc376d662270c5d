/**
 * Debian's short names of licences (debian.org, copyright format 1.0) that differ from those of SPDX. `GPL-2` alone
 * means that version and no later one there.
 */
const NAMES: ReadonlyMap<string, string> = new Map([
  ["expat", "MIT"],
  ["mit", "MIT"],
  ["x11", "X11"],
  ["bsd-2-clause", "BSD-2-Clause"],
  ["bsd-3-clause", "BSD-3-Clause"],
  ["bsd-4-clause", "BSD-4-Clause"],
  ["apache-2", "Apache-2.0"],
  ["apache-2.0", "Apache-2.0"],
  ["bsl-1.0", "BSL-1.0"],
  ["cc0", "CC0-1.0"],
  ["cc0-1.0", "CC0-1.0"],
  ["isc", "ISC"],
  ["zlib", "Zlib"],
  ["curl", "curl"],
  ["ftl", "FTL"],
  ["mpl-1.1", "MPL-1.1"],
  ["mpl-2.0", "MPL-2.0"],
  ["openssl", "OpenSSL"],
  ["python", "PSF-2.0"],
  ["psf-2", "PSF-2.0"],
  ["ofl-1.1", "OFL-1.1"],
  ["fsfap", "FSFAP"],
  ["fsfullr", "FSFULLR"],
  ["w3c", "W3C"],
  ["wtfpl", "WTFPL"],
  ["unlicense", "Unlicense"],
]);
/** Longer than any short name: then it is a licence's text that stands where its name should. */
const LONGEST = 80;
const COMMON = "/usr/share/common-licenses/";

/**
 * The licences that a `copyright` file names: in its fields where it is written in Debian's format, else the common
 * licences that it refers to. Each is an expression of SPDX where all of it is known there, else as it is written.
 */
export function readCopyright(text: string): string[] {
  const written = isFormatted(text) ? fieldsIn(text) : commonIn(text);
  return [...new Set(written.map(asExpression))];
}

function isFormatted(text: string): boolean {
  return /^(?:Format|Format-Specification):/m.test(text.slice(0, 2000));
}

function fieldsIn(text: string): string[] {
  const names = new Set<string>();
  const field = "\nLicense:";
  for (let at = text.indexOf(field); at !== -1; at = text.indexOf(field, at + 1)) {
    const start = at + field.length;
    const end = text.indexOf("\n", start);
    const name = text.slice(start, end === -1 ? undefined : end).trim();
    if (name !== "" && name.length <= LONGEST) names.add(name);
  }
  return [...names];
}

function commonIn(text: string): string[] {
  const names = new Set<string>();
  for (let at = text.indexOf(COMMON); at !== -1; at = text.indexOf(COMMON, at + 1)) {
    const [name = ""] = /^[A-Za-z0-9.+-]{0,40}/.exec(text.slice(at + COMMON.length, at + COMMON.length + 40)) ?? [];
    const plain = name.replace(/[.-]+$/, "");
    // A reference to a text of the GPL does not say whether later versions are meant: then it is a name alone.
    if (plain !== "") names.add(VERSIONED.test(plain) ? `${plain} (${COMMON}${plain})` : plain);
  }
  return [...names];
}

const VERSIONED = /^(?:A|L)?GPL|^GFDL/;

/** `LGPL-3+ or GPL-2+` → `LGPL-3.0-or-later OR GPL-2.0-or-later` */
function asExpression(written: string): string {
  const words = written.split(/[\s_]+/);
  const parts = words.map((word, index) => {
    if (index % 2 === 0) return spdxName(word);
    const operator = word.toLowerCase();
    return operator === "or" || operator === "and" ? operator.toUpperCase() : undefined;
  });
  const isMixed = parts.includes("OR") && parts.includes("AND");
  return words.length % 2 === 0 || isMixed || parts.includes(undefined) ? written : parts.join(" ");
}

function spdxName(name: string): string | undefined {
  const match = /^(A?GPL|LGPL|GFDL)-?v?([123](?:\.[0-9])?)(?:\.0)?(\+?)$/i.exec(name);
  if (match === null) return NAMES.get(name.toLowerCase());
  const [, family = "", version = "", later] = match;
  const full = version.includes(".") ? version : `${version}.0`;
  return `${family.toUpperCase()}-${full}-${later === "+" ? "or-later" : "only"}`;
}
