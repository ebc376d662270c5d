import type { Rule } from "../../core/rule.ts";
import type { PipelineVariable } from "../facts.ts";

export const tlsCheckDisabled: Rule<PipelineVariable> = {
  id: "workflows/tls-check-disabled",
  on: "pipeline-variable",
  title: "Setting that lets anyone answer",
  severity: "medium",
  confidence: "proven",
  why: "With it every tool of the job takes any certificate: whoever stands on the way answers in the registry's or the repository's name, and what he sends is built in.",
  fix: "Take the setting away, and install the certificate authority that is missing.",
  standards: ["OWASP CICD-SEC-3", "CWE-295"],
  aliases: ["pipeline-check/BB-023"],
  examples: [
    { given: { name: "GIT_SSL_NO_VERIFY", value: "true" }, verdict: "fail" },
    { given: { name: "NODE_TLS_REJECT_UNAUTHORIZED", value: "0" }, verdict: "fail" },
    { given: { name: "NODE_TLS_REJECT_UNAUTHORIZED", value: "1" }, verdict: "pass" },
    { given: { name: "CI_DEBUG_TRACE", value: "true" }, verdict: "pass" },
  ],
  judge: ({ name, value }) => {
    const isOn = /^(?:true|1|yes|on)$/i.test(value.trim());
    const isOff = /^(?:false|0|no|off)$/i.test(value.trim());
    const skips = /^(?:GIT_SSL_NO_VERIFY|skip-ssl-verify)$/i.test(name) && isOn;
    const checks = /^(?:NODE_TLS_REJECT_UNAUTHORIZED|PYTHONHTTPSVERIFY|NPM_CONFIG_STRICT_SSL)$/i.test(name) && isOff;
    return skips || checks
      ? { kind: "fail", message: `${name}: ${value.trim()} lets anyone on the way answer`, cause: name }
      : { kind: "pass" };
  },
};
