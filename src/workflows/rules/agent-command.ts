import type { Rule } from "../../core/rule.ts";
import type { RunCommand, Trigger } from "../facts.ts";

const open: Trigger = { events: ["issue_comment"], outsider: true, privileged: true };
const push: Trigger = { events: ["push"], outsider: false, privileged: false };

export const agentCommand: Rule<RunCommand> = {
  id: "workflows/agent-command",
  on: "run-command",
  title: "Agent started by outsiders",
  severity: "high",
  why: "A model does not tell an order from a quotation: what an outsider writes into a comment can make it run commands with the token and the secrets of the job. In February 2026 agents in pipelines were led to give them away.",
  fix: "Start it for members only, without secrets, without the right to run commands, and with a token that reads.",
  standards: ["OWASP CICD-SEC-4", "OWASP LLM01"],
  aliases: ["pipeline-check/GHA-119"],
  examples: [
    { given: { program: "claude", args: ["-p", "Triage: $COMMENT"], reads: [], trigger: open }, verdict: "fail" },
    { given: { program: "claude", args: ["-p", "Write the changelog"], reads: [], trigger: push }, verdict: "pass" },
    { given: { program: "claude", args: ["--version"], reads: [], trigger: open }, verdict: "pass" },
  ],
  judge: ({ program, args, reads, trigger }) => {
    const asks = args.some((arg) => /^(?:-p|--print|--prompt|exec|run|-m|--message)$/.test(arg)) || reads.length > 0;
    if (!AGENTS.has(program) || !asks || !trigger.privileged) return { kind: "pass" };
    const isFed = reads.length > 0 || args.some((arg) => /\$|__expression__/.test(arg));
    return {
      kind: "fail",
      severity: trigger.gate === undefined && isFed ? "high" : "medium",
      confidence: isFed ? "likely" : "possible",
      message: `outsiders start ${program} through ${(trigger.opened ?? trigger.events).join(", ")}`,
      cause: program,
      evidence: [{ kind: "bytes", text: `${program} ${args.join(" ")}`.slice(0, 300) }],
    };
  },
};

const AGENTS = new Set(["claude", "gemini", "codex", "opencode", "aider", "copilot", "cursor-agent", "llm"]);
