import type { Rule } from "../../core/rule.ts";
import type { RunCommand, Trigger } from "../facts.ts";

const push: Trigger = { events: ["push"], outsider: false, privileged: false };

export const fetchedAndRun: Rule<RunCommand> = {
  id: "workflows/fetched-and-run",
  on: "run-command",
  title: "Fetched text handed straight to a shell",
  severity: "medium",
  why: "Whoever controls the address, or the way to it, runs what he likes in your pipeline with its secrets, and nothing is kept to look at later. Codecov's changed uploader did so for two months in 2021.",
  fix: "Fetch a named version into a file, compare its checksum with one that is written down, then run it.",
  standards: ["OWASP CICD-SEC-3", "CIS SSC 3.1.7"],
  aliases: ["poutine/unverified_script_exec", "octoscan/unsecure-commands"],
  examples: [
    {
      given: { program: "bash", args: [], reads: [["curl", "-s", "https://x.example/install"]], trigger: push },
      verdict: "fail",
    },
    { given: { program: "bash", args: ["build.sh"], reads: [], trigger: push }, verdict: "pass" },
    {
      given: { program: "python3", args: ["-c", "import json"], reads: [["curl", "x"]], trigger: push },
      verdict: "pass",
    },
    { given: { program: "node", args: ["-p", "1"], reads: [["curl", "x"]], trigger: push }, verdict: "pass" },
  ],
  judge: ({ program, args, reads }) => {
    if (!SHELLS.test(program) || !runsItsInput(program, args)) return { kind: "pass" };
    const fetch = reads.find(([name = ""]) => name === "curl" || name === "wget");
    if (fetch === undefined) return { kind: "pass" };
    const address = fetch.find((word) => /^["']?(?:https?:|\$)/.test(word)) ?? "an address";
    return {
      kind: "fail",
      severity: address.startsWith("http:") ? "high" : "medium",
      message: `what ${fetch[0]} fetches from ${address} is run by ${program}`,
      cause: address,
      evidence: [{ kind: "bytes", text: `${fetch.join(" ")} | ${program}` }],
    };
  },
};

const SHELLS = /^(?:sh|bash|dash|ash|zsh|ksh|eval|source|\.|pwsh|python\d?|node|perl|ruby|php)$/;

/** An interpreter that is given a script of its own takes what it reads as data. */
function runsItsInput(program: string, args: readonly string[]): boolean {
  if (program === "eval" || program === "source" || program === ".") return true;
  const first = args.find((arg) => arg !== "--");
  if (first === undefined || first === "-" || first === "/dev/stdin" || /^-[a-z]*s$/.test(first)) return true;
  if (/^-[a-z]*c$/.test(first)) return /\$\(|`/.test(args[1] ?? "") && program.endsWith("sh");
  return /^(?:sh|bash|dash|ash|zsh|ksh)$/.test(program) && /^[-+][a-z]+$/.test(first) && args.length === 1;
}
