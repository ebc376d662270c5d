import type { WholeReader } from "../../core/reader.ts";
import type { RequirementsFile } from "../facts.ts";

/** Python's lists of requirements: only how many lines leave the version open, and whether pip checks hashes. */
export const requirementsFile: WholeReader<RequirementsFile> = {
  id: "workflows/requirements",
  version: 1,
  limit: 1024 * 1024,
  wants: ({ type, path }) =>
    type === "file" &&
    /(?:^|\/)[\w.-]*requirements[\w.-]*\.(?:txt|in)$|(?:^|\/)requirements\/[\w.-]+\.(?:txt|in)$/.test(path) &&
    !/(?:^|\/)(?:node_modules|vendor|site-packages)\//.test(path),
  *read(file) {
    const text = file.text();
    // One hash makes pip ask for the hashes of all (pip.pypa.io, "secure installs").
    if (/--hash[= ]sha\d+:|^\s*--require-hashes\b/m.test(text)) return;
    const open = text
      .split("\n")
      .map((line) => line.replace(/(?:^|\s)#.*/, "").trim())
      .filter((line) => /^[A-Za-z]/.test(line) && !/===?\s*[\w.]|@\s*\S+[@#/][0-9a-f]{40}\b/.test(line))
      .map((line) => /^[\w.-]+/.exec(line)?.[0] ?? "");
    if (open.length > 0) yield { kind: "requirements-file", at: file.place, path: file.path, open };
  },
};
