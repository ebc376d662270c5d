import type { Rule } from "../../../core/rule.ts";
import type { BuildCommand } from "../facts.ts";

const example = { program: "sh", args: [], reads: ["curl"], beside: ["curl https://x.example", "sh"] } as const;

const INTERPRETERS = new Set([
  "sh",
  "bash",
  "dash",
  "ash",
  "zsh",
  "ksh",
  "python",
  "python3",
  "perl",
  "ruby",
  "node",
  "php",
  "eval",
  "source",
  ".",
]);
const FETCHERS = new Set(["curl", "wget", "fetch", "aria2c"]);

export const pipeToShell: Rule<BuildCommand> = {
  id: "config/dockerfile/pipe-to-shell",
  on: "build-command",
  title: "Fetched text handed straight to a shell",
  severity: "high",
  why: "Whoever controls the address, or the way to it, runs what he likes in your build; nothing is kept that could be looked at later. A changed uploader script did this to thousands of builds in 2021.",
  fix: "Fetch into a file, compare its checksum with one that is written down, then run it.",
  standards: ["OWASP CICD-SEC-3", "CIS Docker 4.11"],
  examples: [
    { given: example, verdict: "fail" },
    { given: { ...example, program: "tar" }, verdict: "pass" },
    { given: { ...example, reads: ["cat"] }, verdict: "pass" },
    { given: { ...example, program: "python3", args: ["-m", "json.tool"] }, verdict: "pass" },
  ],
  judge: ({ program, args, reads, beside }) => {
    const fetcher = reads.find((from) => FETCHERS.has(from));
    if (fetcher === undefined || !INTERPRETERS.has(program) || !runsItsInput(args)) return { kind: "pass" };
    const what = beside.find((text) => text.startsWith(fetcher)) ?? fetcher;
    return {
      kind: "fail",
      message: `what ${fetcher} fetches is run by ${program}`,
      cause: what,
      evidence: [{ kind: "bytes", text: `${what} | ${program}` }],
    };
  },
};

/** An interpreter that is given a script takes what comes through the pipe as data; one that is given none runs it. */
function runsItsInput(args: readonly string[]): boolean {
  for (const [index, arg] of args.entries()) {
    if (arg === "-" || arg === "/dev/stdin" || /^-[a-z]*s$/.test(arg)) return true;
    if (/^-[a-z]*[ce]$/.test(arg) && args[index + 1] !== undefined) return isFetched(args[index + 1] ?? "");
    if (arg.startsWith("-m")) return false;
    if (!/^[-+]/.test(arg) && args[index - 1] !== "-o") return isFetched(arg);
  }
  return true;
}

function isFetched(text: string): boolean {
  return text.includes("$(") || text.includes("`");
}
