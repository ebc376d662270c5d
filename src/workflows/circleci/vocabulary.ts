import { ANYTHING, vocabulary } from "../vocabulary.ts";

/** CircleCI, "Configuration reference". */
const BUILT_IN = `checkout setup_remote_docker save_cache restore_cache deploy store_artifacts store_test_results
  persist_to_workspace attach_workspace add_ssh_keys`;
const run = vocabulary(
  `command name shell environment background working_directory no_output_timeout when max_auto_reruns
   auto_rerun_delay`,
);

/** Besides the built-in ones there are the commands of the file and of orbs: what those are given is data. */
const inner = vocabulary(`${BUILT_IN} when unless`, { run, "*": ANYTHING });
const conditional = vocabulary("condition", { steps: inner });
const steps = vocabulary(BUILT_IN, { run, when: conditional, unless: conditional, "*": ANYTHING });

const EXECUTOR = "docker machine macos resource_class shell working_directory environment description parameters";

/** What stands at the top besides is ignored there, and holds anchors. */
export const CIRCLECI = vocabulary("version setup parameters orbs workflows display description experimental notify", {
  executors: vocabulary("", { "*": vocabulary(EXECUTOR) }),
  commands: vocabulary("", { "*": vocabulary("description parameters", { steps }) }),
  jobs: vocabulary("", {
    "*": vocabulary(
      `${EXECUTOR} executor parallelism branches circleci_ip_ranges retention type plan pre-steps post-steps serial-group`,
      { steps },
    ),
  }),
  "*": ANYTHING,
});
