import type { Rule } from "../../core/rule.ts";
import type { RunCommand, Trigger } from "../facts.ts";

const push: Trigger = { events: ["push"], outsider: false, privileged: false };

export const obfuscatedCommand: Rule<RunCommand> = {
  id: "workflows/obfuscated-command",
  on: "run-command",
  title: "Hidden text decoded and run",
  severity: "high",
  why: "A command that is hidden from the reader's eye has a reason to be. The worms of 2025 and the pushes of May 2026 left their code in workflows as base64.",
  fix: "Find out who wrote it and what it does. Write commands so that they can be read.",
  standards: ["OWASP CICD-SEC-7", "OWASP CICD-SEC-1"],
  aliases: ["zizmor/obfuscation"],
  examples: [
    {
      given: {
        program: "bash",
        args: [],
        reads: [
          ["base64", "-d"],
          ["echo", "Y3VybA=="],
        ],
        trigger: push,
      },
      verdict: "fail",
    },
    {
      given: { program: "python3", args: ["-c", "exec(base64.b64decode('eA=='))"], reads: [], trigger: push },
      verdict: "fail",
    },
    { given: { program: "bash", args: ["x.sh"], reads: [], trigger: push }, verdict: "pass" },
    { given: { program: "docker", args: ["load"], reads: [["base64", "-d"]], trigger: push }, verdict: "pass" },
  ],
  judge: ({ program, args, reads }) => {
    const own = args.join(" ");
    const decoder = reads.find(([name = "", ...rest]) =>
      DECODERS.some((one) => one.program === name && one.flag.test(rest.join(" "))),
    );
    const takesCode = args.length === 0 || /^(?:-|-[a-z]*[sc])$/.test(args[0] ?? "") || program === "eval";
    const isDecodedAndRun = decoder !== undefined && INTERPRETERS.test(program) && takesCode;
    const isInline =
      INTERPRETERS.test(program) &&
      /(?:exec|eval)\s*\(.{0,80}(?:b64decode|base64|fromCharCode|unhexlify|atob)/i.test(own);
    if (!isDecodedAndRun && !isInline) return { kind: "pass" };
    const text = isDecodedAndRun ? `${decoder.join(" ")} | ${program}` : `${program} ${own}`;
    return {
      kind: "fail",
      message: `${program} runs text that is decoded on the way`,
      cause: text.slice(0, 200),
      evidence: [{ kind: "bytes", text }],
    };
  },
};

const INTERPRETERS = /^(?:sh|bash|dash|ash|zsh|ksh|eval|source|\.|python\d?|node|perl|ruby|php|pwsh|powershell)$/;
const DECODERS = [
  { program: "base64", flag: /(?:^| )(?:-d|-D|-di|--decode)\b/ },
  { program: "base32", flag: /(?:^| )(?:-d|--decode)\b/ },
  { program: "xxd", flag: /-\w*r/ },
  { program: "openssl", flag: /\benc\b.*(?: -d\b)|\bbase64\b.* -d\b/ },
  { program: "rev", flag: /^/ },
];
