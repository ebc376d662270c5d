import { type PackageInstallFact, packageInstall } from "../../core/install.ts";
import { programOf, readShell, type ShellCommand } from "../../documents/shell/read.ts";
import type { RunCommand, Trigger, WorkflowFact } from "../facts.ts";

/** Programs whose commands rules ask about; the rest of a script is not kept. */
const WORTH_A_LOOK = new Set([
  "curl",
  "wget",
  "docker",
  "podman",
  "nerdctl",
  "nc",
  "ncat",
  "eval",
  "npm",
  "pip",
  "pip3",
  "cargo",
  "go",
  "cosign",
  "vllm",
  "git",
  "source",
  ".",
  "iex",
  "Invoke-Expression",
  "ssh",
  "claude",
  "gemini",
  "codex",
  "opencode",
  "aider",
  "copilot",
  "cursor-agent",
  "llm",
]);

const INTERPRETERS = /^(?:sh|bash|dash|ash|zsh|ksh|python\d?(?:\.\d+)?|perl|ruby|node|php|pwsh|powershell)$/;

/** What a script's commands tell: one fact for each command that a rule might ask about, or that installs packages. */
export function* commandsOf(
  script: string,
  about: Pick<WorkflowFact, "subject" | "signals">,
  at: WorkflowFact["at"],
  trigger: Trigger,
): Iterable<RunCommand | PackageInstallFact> {
  // An expression would end at its first brace as the shell reads it.
  const text = script.replace(/\$\{\{([^}]{0,400})\}\}/g, "__expression__");
  const seen = new Set<string>();
  for (const command of readShell(text)) {
    const { program, args } = programOf(command);
    const install = packageInstall(program, args);
    if (install !== undefined && !seen.has(install.command)) {
      seen.add(install.command);
      yield { kind: "package-install", at, ...about, ...install };
    }
    if (!WORTH_A_LOOK.has(program) && !INTERPRETERS.test(program)) continue;
    const reads = command.reads.flatMap((from) => chainOf(from, 0));
    const key = JSON.stringify([program, args, reads]);
    if (seen.has(key)) continue;
    seen.add(key);
    yield { kind: "run-command", at, ...about, program, args: args.map(shortened), reads, trigger };
  }
}

/** A command and those that it reads from in turn. */
function chainOf(command: ShellCommand, depth: number): string[][] {
  const { program, args } = programOf(command);
  const own = [program, ...args.map(shortened)];
  return depth > 5 ? [own] : [own, ...command.reads.flatMap((from) => chainOf(from, depth + 1))];
}

function shortened(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
