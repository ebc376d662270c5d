import { type Fixer, unable } from "./fixer.ts";
import { scalarAt } from "./yaml-places.ts";

const EVERY_ADDRESS = /^(?:0\.0\.0\.0|\[::\]):/;

/**
 * A database's port is published to the machine itself alone. A suggestion: somebody may use it from another machine, and that
 * is what ends.
 */
export const loopbackPort: Fixer = {
  name: "loopback-port",
  rules: ["config/compose/published-database"],
  kind: "suggestion",
  async mend({ place, file }) {
    const scalar = scalarAt(file, place);
    if (scalar === undefined) return unable("the port is written in the long form, or unusually");
    const { value, index, path, start } = scalar;
    const ports = value.replace(EVERY_ADDRESS, "");
    if (!/^[\d-]+:[\d-]+(?:\/\w+)?$/.test(ports)) return unable("the port is written unusually");
    const [from, to] = [file.byteAt(start), file.byteAt(start + value.length - ports.length)];
    return {
      summary: `Publish ${ports} to this machine alone`,
      edits: [{ start: from, end: to, replacement: "127.0.0.1:" }],
      expectation: {
        path: file.path,
        format: "yaml",
        changes: [{ kind: "set", document: index, at: path, value: `127.0.0.1:${ports}` }],
      },
    };
  },
};
