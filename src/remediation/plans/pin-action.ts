import { type Fixer, unable } from "./fixer.ts";
import { endsLine, scalarAt } from "./yaml-places.ts";

/** `uses: owner/action@v4` becomes `uses: owner/action@<40 hex> # v4.2.1`, by what the forge says the tag is today. */
export const pinAction: Fixer = {
  name: "pin-action",
  rules: ["workflows/unpinned-action"],
  kind: "edit",
  async mend({ place, file, resolvers }) {
    const scalar = scalarAt(file, place);
    if (scalar === undefined) return unable("the name of the action is not written as one plain value of its own");
    const { value: uses, start, end, outerEnd } = scalar;
    if (uses.startsWith("docker://")) return undefined;
    if (/(?:^|\/)\.(?:gitea|forgejo)\//.test(file.path)) {
      return unable(`where ${uses} comes from is a setting of the server that runs it; pin it by hand`);
    }
    const [, action = "", repository = "", ref = ""] = /^(([\w.-]+\/[\w.-]+)(?:\/[^@\s]*)?)@(\S+)$/.exec(uses) ?? [];
    if (ref === "") return unable(`${uses} names no version that could be pinned`);
    const { commit, version } = await resolvers.commitOf(repository, ref);
    const quote = file.text.slice(end, outerEnd);
    const hasComment = file.text
      .slice(outerEnd, outerEnd + version.length + 3)
      .trimStart()
      .startsWith(`# ${version}`);
    const comment = endsLine(file, outerEnd) && !hasComment ? ` # ${version}` : "";
    return {
      summary: `Pin ${uses} to ${commit.slice(0, 12)}${version === ref ? "" : ` (${version})`}`,
      edits: [
        {
          start: file.byteAt(start + action.length + 1),
          end: file.byteAt(outerEnd),
          replacement: `${commit}${quote}${comment}`,
        },
      ],
      expectation: {
        path: file.path,
        format: "yaml",
        changes: [{ kind: "set", document: scalar.index, at: scalar.path, value: `${action}@${commit}` }],
      },
    };
  },
};
