import { vocabulary } from "../vocabulary.ts";

/** GitLab, "CI/CD YAML syntax reference". `run` and `hooks` are left out on purpose: they hold scripts that are not read. */
const include = vocabulary("local project file ref remote template component inputs rules integrity cache");
const trigger = vocabulary("project branch strategy forward inputs", { include });

const job = vocabulary(
  `script before_script after_script image services variables environment extends needs dependencies stage rules only
   except when allow_failure artifacts cache tags timeout retry parallel interruptible resource_group release coverage
   secrets id_tokens identity pages publish inherit dast_configuration start_in manual_confirmation description`,
  { trigger },
);

export const GITLAB = vocabulary("stages variables image services cache before_script after_script spec types pages", {
  include,
  workflow: vocabulary("name rules auto_cancel"),
  default: vocabulary(
    `image services before_script after_script cache artifacts tags timeout retry interruptible id_tokens identity`,
  ),
  "*": job,
});
