import type { Rule } from "../../../core/rule.ts";
import type { BuildCommand } from "../facts.ts";

const example = { program: "curl", args: ["-k", "https://x.example"], reads: [], beside: [] } as const;

/** Words by which a program stops checking whom it speaks with. */
const SWITCHES: Readonly<Record<string, readonly RegExp[]>> = {
  curl: [/^--insecure$/, /^-[a-zA-Z]*k[a-zA-Z]*$/],
  wget: [/^--no-check-certificate$/],
  "apt-get": [/^--allow-unauthenticated$/, /^--force-yes$/, /^-o?Acquire::https::Verify-Peer=false$/],
  apt: [/^--allow-unauthenticated$/],
  pip: [/^--trusted-host/],
  pip3: [/^--trusted-host/],
  git: [/^http\.sslVerify=(?:false|0)$/i],
  npm: [/^(?:--)?strict-ssl=false$/],
  apk: [/^--allow-untrusted$/],
  yum: [/^--nogpgcheck$/],
  dnf: [/^--nogpgcheck$/],
  rpm: [/^--nosignature$/],
};

export const tlsSwitchedOff: Rule<BuildCommand> = {
  id: "config/dockerfile/tls-switched-off",
  on: "build-command",
  title: "Fetched without checking from whom",
  severity: "high",
  why: "Without the check of certificate or signature anyone on the way can put something else in its place, and the build takes it.",
  fix: "Leave the check on; where the authority is your own, add its certificate.",
  standards: ["OWASP CICD-SEC-3", "CWE-295"],
  aliases: ["CKV2_DOCKER_2", "CKV2_DOCKER_3"],
  examples: [
    { given: example, verdict: "fail" },
    { given: { ...example, args: ["-fsSL", "https://x.example"] }, verdict: "pass" },
    { given: { ...example, program: "git", args: ["config", "--global", "http.sslVerify", "false"] }, verdict: "fail" },
    { given: { ...example, program: "apk", args: ["add", "--allow-untrusted", "x.apk"] }, verdict: "fail" },
  ],
  judge: ({ program, args }) => {
    const switches = Object.hasOwn(SWITCHES, program) ? (SWITCHES[program] ?? []) : [];
    const off = args.find((arg, index) =>
      switches.some((pattern) => pattern.test(arg) || pattern.test(`${arg}=${args[index + 1]}`)),
    );
    if (off === undefined) return { kind: "pass" };
    const host = args.map((arg) => /:\/\/(?:[^/]*@)?([^/@]+)/.exec(arg)?.[1]).find((found) => found !== undefined);
    return {
      kind: "fail",
      confidence: "proven",
      message: `${program} ${off} takes whatever answers`,
      cause: [program, off, ...(host === undefined ? [] : [host])].join(" "),
      evidence: [{ kind: "bytes", text: `${program} ${off}` }],
    };
  },
};
