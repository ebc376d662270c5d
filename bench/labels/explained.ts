import type { Label } from "./label.ts";

/** What is known of labels on which we differ, by rule and place. */
const EXPLAINED: readonly { readonly rule: RegExp; readonly where: RegExp; readonly why: string }[] = [
  {
    rule: /^trivy KSV106$/,
    where: /test_drop_all_add_net_bind_service_allowed/,
    why: "`all` in small letters: the API server's admission takes `ALL` alone",
  },
  {
    rule: /^trivy KSV30$/,
    where: /runtime_default_is_overrided/,
    why: "the pod's own profile is Unconfined: the API server's admission refuses that, whatever its containers say",
  },
  {
    rule: /^trivy KSV(?:30|104)$/,
    where: /annotation/,
    why: "annotations for seccomp have had no effect since Kubernetes 1.27",
  },
  {
    rule: /^trivy KSV22$/,
    where: /test_capabilities_add_denied/,
    why: "NET_BIND_SERVICE is in the standards' baseline, and is what a container has by default",
  },
  {
    rule: /^trivy DS1$/,
    where: /test_with_variables_denied/,
    why: "the ARG stands inside a stage, where the next FROM does not see it: such a file is not built",
  },
  {
    rule: /^trivy DS1$/,
    where: /test_deny_(?:empty|missing)_tag_arg/,
    why: "the tag is put in when it is built: it is not known here that there is none, and that is told",
  },
  {
    rule: /^trivy DS17$/,
    where: /test_(?:dnf|zypper|yum)_update_denied/,
    why: "`dnf update`, `yum update` and `zypper up` bring the packages themselves up to date, and leave no old index behind",
  },
  {
    rule: /^hadolint DL3002$/,
    where: /warns on multiple stages/,
    why: "`USER root` stands in a stage that the image does not come from: what comes out runs as somebody else",
  },
  {
    rule: /^hadolint DL3002$/,
    where: /does not warn when switching in multiple stages/,
    why: "the last stage names no user and its base none either: what comes out runs as root, though it is not written",
  },
  {
    rule: /^hadolint DL3025$/,
    where: /HEALTHCHECK/,
    why: "a check of health is over at once: no signal has to reach it, and nothing of it stays",
  },
];

/** Why we differ from a label, where it is known; undefined is a defect of ours until somebody knows better. */
export function explanationOf({ rule, where }: Label): string | undefined {
  return EXPLAINED.find((one) => one.rule.test(rule) && one.where.test(where))?.why;
}
