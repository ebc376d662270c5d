import type { Rule } from "../../core/rule.ts";
import type { Trigger, UsedStep } from "../facts.ts";

const open: Trigger = { events: ["pull_request_target"], outsider: true, privileged: true };
const push: Trigger = { events: ["push"], outsider: false, privileged: false };

const agent = { uses: "google-github-actions/run-gemini-cli@v0", tokenWrites: ["contents"] } as const;

export const agentFedByOutsiders: Rule<UsedStep> = {
  id: "workflows/agent-fed-by-outsiders",
  on: "used-step",
  title: "Agent that outsiders can talk to",
  severity: "high",
  why: "A model does not tell an order from a quotation: text in an issue or a pull request can make it run commands and use what it holds. In February 2026 agents in pipelines were led to give away tokens that way.",
  fix: "Give the agent a token that reads, no secrets and no shell, let only members start it, and let a person look at what it wrote.",
  standards: ["OWASP CICD-SEC-4", "OWASP LLM01"],
  aliases: ["zizmor/agentic-actions"],
  examples: [
    { given: { ...agent, inputs: { prompt: "Triage this" }, trigger: open }, verdict: "fail" },
    { given: { ...agent, inputs: { prompt: "Update the changelog" }, trigger: push }, verdict: "pass" },
    { given: { ...agent, tokenWrites: [], inputs: { prompt: "Triage this" }, trigger: open }, verdict: "fail" },
    { given: { uses: "actions/checkout@v4", trigger: open }, verdict: "pass" },
  ],
  judge: ({ uses, inputs = {}, tokenWrites = [], expressions = [], trigger }) => {
    if (!AGENTS.test(uses) || !trigger.privileged) return { kind: "pass" };
    // It asks by itself whether the actor may write, unless it is told not to.
    const asksItself =
      /^anthropics\/claude-code-action@/i.test(uses) && !(inputs.allowed_non_write_users ?? "").includes("*");
    const isFed = expressions.some(({ setBy }) => setBy === "anyone");
    const holds = tokenWrites.filter((scope) => scope !== "id-token").length > 0;
    return {
      kind: "fail",
      severity: trigger.gate !== undefined || asksItself ? "low" : holds ? "high" : "medium",
      confidence: isFed ? "likely" : "possible",
      message: `${uses.replace(/@.*/, "")} reads what outsiders write under ${trigger.events.join(", ")}`,
      cause: uses.replace(/@.*/, ""),
      evidence: expressions.map(({ text }) => ({ kind: "bytes", text: `\${{ ${text} }}` })),
    };
  },
};

const AGENTS =
  /^(?:anthropics\/claude-code(?:-base)?-action|google-github-actions\/run-gemini-cli|openai\/codex-action|actions\/ai-inference|sst\/opencode\/github|cursor\/[\w-]*action|qodo-ai\/pr-agent|coderabbitai\/ai-pr-reviewer|warpdotdev\/[\w-]*action)@/i;
