import type { Rule } from "../../core/rule.ts";
import type { RunCommand, Trigger } from "../facts.ts";

const push: Trigger = { events: ["push"], outsider: false, privileged: false };

export const tlsSwitchedOff: Rule<RunCommand> = {
  id: "workflows/tls-switched-off",
  on: "run-command",
  title: "Fetched without checking who answers",
  severity: "medium",
  why: "Without the check of the certificate anyone on the way can answer, and what he sends is built in.",
  fix: "Take the switch away, and install the certificate authority that is missing.",
  standards: ["OWASP CICD-SEC-3", "CWE-295"],
  examples: [
    { given: { program: "curl", args: ["-k", "https://x.example/a"], reads: [], trigger: push }, verdict: "fail" },
    { given: { program: "curl", args: ["-fsSL", "https://x.example/a"], reads: [], trigger: push }, verdict: "pass" },
    {
      given: { program: "curl", args: ["-k", "https://localhost:8443/health"], reads: [], trigger: push },
      verdict: "pass",
    },
  ],
  judge: ({ program, args }) => {
    const off = SWITCHES.find((one) => one.program.test(program) && one.off(args));
    // A server that the job itself started has no certificate that could be checked.
    const isOwn = args.some(
      (arg) =>
        /(?:\/\/|@)(?:localhost|127\.0\.0\.1|\[::1\]|0\.0\.0\.0|[\w-]+)(?:[:/]|$)/.test(arg) && /:\/\//.test(arg),
    );
    if (off === undefined || isOwn) return { kind: "pass" };
    return {
      kind: "fail",
      message: `${program} does not check who answers`,
      cause: `${program} ${args.join(" ")}`.slice(0, 200),
    };
  },
};

const SWITCHES: readonly { readonly program: RegExp; readonly off: (args: readonly string[]) => boolean }[] = [
  { program: /^curl$/, off: (args) => args.some((arg) => arg === "--insecure" || /^-[a-zA-Z]*k[a-zA-Z]*$/.test(arg)) },
  { program: /^wget$/, off: (args) => args.includes("--no-check-certificate") },
  {
    program: /^git$/,
    off: (args) =>
      args.some(
        (arg, at) => /^http\.sslverify(?:=false)?$/i.test(arg) && (arg.includes("=") || args[at + 1] === "false"),
      ),
  },
  { program: /^npm$/, off: (args) => args.includes("strict-ssl") && args.includes("false") },
  { program: /^pip3?$/, off: (args) => args.some((arg) => arg.startsWith("--trusted-host")) },
];
