import { readDockerfile } from "../../documents/dockerfile/read.ts";
import { lineEnd, lineStart } from "../edits/source-file.ts";
import { type Fixer, unable } from "./fixer.ts";

/** The number that distroless images gave their user, and that no distribution gives to anybody else. */
const USER = "65532:65532";

/** Instructions that only set what happens at the start, so that `USER` may stand before them. */
const AT_START = new Set(["CMD", "ENTRYPOINT", "EXPOSE", "HEALTHCHECK", "LABEL", "STOPSIGNAL", "USER"]);

/** The image runs as a number above 0. Whether the program can do its work as that user, only a run tells. */
export const nonRootUser: Fixer = {
  name: "non-root-user",
  rules: ["config/dockerfile/root-user"],
  kind: "suggestion",
  async mend({ file }) {
    const stage = readDockerfile(file.text).stages.at(-1);
    if (stage === undefined) return unable("there is no FROM");
    const own = stage.instructions.filter(({ onBuild }) => !onBuild);
    if (own.length < stage.instructions.length)
      return unable("the last stage has ONBUILD triggers, which must run as they do");
    let before = own.length;
    while (before > 0 && AT_START.has(own[before - 1]?.keyword ?? "")) before--;
    before = own.findIndex(({ keyword }, index) => index >= before && (keyword === "CMD" || keyword === "ENTRYPOINT"));
    const last = own.at(-1) ?? stage.from;
    // Behind the last USER, which it shall overrule.
    const users = own.map(({ keyword }, index) => (keyword === "USER" ? index : -1));
    const isEnd = before === -1 || before <= Math.max(...users, -1);
    const index = isEnd ? own.length : before;
    const next = own[index];
    const at = next === undefined ? lineEnd(file, Math.max(last.end - 1, 0)) : lineStart(file, next.start);
    const line = `USER ${USER}`;
    return {
      summary: `Run the image as user ${USER.split(":")[0]} (check that it can write where it must)`,
      edits: [
        {
          start: file.byteAt(at),
          end: file.byteAt(at),
          replacement: next === undefined ? `${file.newline}${line}` : `${line}${file.newline}`,
        },
      ],
      expectation: {
        path: file.path,
        format: "dockerfile",
        changes: [{ kind: "instruction", stage: stage.index, before: index, keyword: "USER", text: USER }],
      },
    };
  },
};
