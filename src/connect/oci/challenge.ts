/** What a registry asks for in `WWW-Authenticate`. */
export interface Challenge {
  /** In small letters: `bearer`, `basic`. */
  readonly scheme: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const LONGEST = 4096;

/** The first challenge of a header that we can answer. Format: RFC 9110, section 11.6.1, as registries write it. */
export function readChallenge(header: string | undefined): Challenge | undefined {
  const text = (header ?? "").slice(0, LONGEST);
  const starts = [...text.matchAll(/(?:^|,\s*)(Bearer|Basic)(?=\s|$)/gi)];
  for (const wanted of ["bearer", "basic"]) {
    const index = starts.findIndex((start) => start[1]?.toLowerCase() === wanted);
    const start = starts[index];
    if (start === undefined) continue;
    const end = starts[index + 1]?.index ?? text.length;
    return { scheme: wanted, parameters: readParameters(text.slice(start.index + start[0].length, end)) };
  }
  return undefined;
}

function readParameters(text: string): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (const [, name = "", quoted, bare] of text.matchAll(/([A-Za-z_-]{1,40})=(?:"([^"]*)"|([^",\s]+))/g)) {
    parameters[name.toLowerCase()] = quoted ?? bare ?? "";
  }
  return parameters;
}
