import { installHooks } from "../../../connect/git/index.ts";
import { repositoryAt } from "../../../sources/index.ts";
import type { RunCommand } from "../../command.ts";
import { readOptions } from "../../options.ts";

const MARK = "Written by `waybill secrets hook install`";

/** Finds the program beside the repository or on the path; where it is not there, nothing was checked and nothing passes. */
const FIND = `# ${MARK}. To leave it out once: git … --no-verify
if [ -x node_modules/.bin/waybill ]; then waybill=node_modules/.bin/waybill
elif command -v waybill > /dev/null; then waybill=waybill
else echo "waybill is not here, so nothing was looked at; install it, or remove $0" >&2; exit 1
fi`;

const PRE_COMMIT = `#!/bin/sh
${FIND}
exec "$waybill" secrets . --staged --fail-on low --no-progress
`;

/** Git hands over a line for each ref: its name, its commit, and the same of the other side; zeros where one is deleted. */
const PRE_PUSH = `#!/bin/sh
${FIND}
commits=
while read -r _ commit _; do
  case "$commit" in *[!0]*) commits="$commits $commit" ;; esac
done
[ -z "$commits" ] || exec "$waybill" secrets . --fail-on low --no-progress --unpushed $commits
`;

/** Makes git refuse commits and pushes that bring a credential. */
export const install: RunCommand = async ([target = "."], raw) => {
  const options = readOptions(raw);
  const hooks = [
    { name: "pre-commit", script: PRE_COMMIT },
    { name: "pre-push", script: PRE_PUSH },
  ] as const;
  const written = await installHooks(repositoryAt(target), hooks, MARK);
  if (!options.quiet) process.stderr.write(written.map((path) => `waybill: wrote ${path}\n`).join(""));
  return 0;
};
