import { ANYTHING, vocabulary } from "../vocabulary.ts";

/**
 * Drone, "Pipeline configuration" (docs.drone.io), and Woodpecker, "Workflow syntax" (woodpecker-ci.org), whose steps
 * may also stand in a map by their names.
 */
const step = vocabulary(
  `name image commands environment depends_on detach failure network_mode privileged pull settings user volumes
  when resources working_dir workdir directory secrets entrypoint command group devices dns dns_search extra_hosts
  networks ports backend_options shm_size tmpfs sysctls`,
);
const steps = vocabulary("", { "*": step, "[]": step });

export const DRONE = vocabulary(
  `kind type name clone concurrency depends_on environment image_pull_secrets metadata node node_selector platform
   service_account_name tolerations trigger volumes workspace dns_config host_aliases server token pool labels matrix
   when branches runs_on skip_clone variables version`,
  { steps, pipeline: steps, services: steps, "*": ANYTHING },
);
