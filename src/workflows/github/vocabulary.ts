import { ANYTHING, type Vocabulary, vocabulary } from "../vocabulary.ts";

/** GitHub, "Workflow syntax for GitHub Actions", and the schema of its own language server, against which it is tested. */
const filter = vocabulary(
  "types branches branches-ignore tags tags-ignore paths paths-ignore names versions workflows",
);
const input = vocabulary("description type required default options deprecationMessage");
const on: Vocabulary = {
  ...vocabulary("schedule", {
    workflow_call: vocabulary("", {
      inputs: vocabulary("", { "*": input }),
      secrets: vocabulary("", { "*": vocabulary("description required") }),
      outputs: vocabulary("", { "*": vocabulary("description value") }),
    }),
    workflow_dispatch: vocabulary("", { inputs: vocabulary("", { "*": input }) }),
    "*": filter,
  }),
};
const defaults = vocabulary("", { run: vocabulary("shell working-directory") });
const concurrency = vocabulary("group cancel-in-progress queue");
const container = vocabulary("image options env ports volumes entrypoint command", {
  credentials: vocabulary("username password"),
});
const steps = `name id if uses with run env shell working-directory continue-on-error timeout-minutes background wait wait-all
  cancel`;
const step = vocabulary(steps, { parallel: vocabulary(steps) });
const job = vocabulary(
  `name needs if outputs env permissions timeout-minutes cancel-timeout-minutes continue-on-error uses with secrets`,
  {
    "runs-on": vocabulary("group labels"),
    strategy: vocabulary("fail-fast max-parallel", { matrix: ANYTHING }),
    environment: vocabulary("name url deployment"),
    snapshot: vocabulary("image-name if version"),
    concurrency,
    defaults,
    container,
    services: vocabulary("", { "*": container }),
    steps: step,
  },
);

export const WORKFLOW = vocabulary("name description run-name env permissions true", {
  on,
  concurrency,
  defaults,
  jobs: vocabulary("", { "*": job }),
});

/** GitHub, "Metadata syntax for GitHub Actions". */
export const ACTION = vocabulary("name author description branding env access-token", {
  inputs: vocabulary("", { "*": vocabulary("description required default deprecationMessage type options") }),
  outputs: vocabulary("", { "*": vocabulary("description value") }),
  runs: vocabulary(
    "using main pre pre-if post post-if image entrypoint pre-entrypoint post-entrypoint args env plugin",
    {
      steps: step,
    },
  ),
});
