import type { Rule } from "../../core/rule.ts";
import type { Severity } from "../../core/severity.ts";
import type { PastedExpression, Script, Trigger } from "../facts.ts";

const issues: Trigger = { events: ["issues"], outsider: true, privileged: true };
const push: Trigger = { events: ["push"], outsider: false, privileged: false };

export const templateInjection: Rule<Script> = {
  id: "workflows/template-injection",
  on: "script",
  title: "Outside text pasted into a script",
  severity: "high",
  why: 'An expression is replaced by its text before the shell reads the script, so a title such as `"; curl … | sh; "` is run. Quotes around it do not help.',
  fix: "Hand the value over in `env:` and use it as a quoted variable: the shell then takes it as data.",
  standards: ["OWASP CICD-SEC-4", "CWE-94"],
  aliases: ["zizmor/template-injection", "poutine/injection"],
  references: ["https://docs.github.com/en/actions/concepts/security/script-injections"],
  examples: [
    {
      given: {
        interpreter: "shell",
        expressions: [{ text: "github.event.issue.title", setBy: "anyone" }],
        trigger: issues,
      },
      verdict: "fail",
    },
    {
      given: { interpreter: "shell", expressions: [{ text: "inputs.version", setBy: "caller" }], trigger: push },
      verdict: "fail",
    },
    { given: { interpreter: "shell", expressions: [], trigger: issues }, verdict: "pass" },
  ],
  judge: ({ interpreter, expressions, trigger }) => {
    const [worst] = [...expressions].sort((a, b) => DANGER.indexOf(a.setBy) - DANGER.indexOf(b.setBy));
    if (worst === undefined) return { kind: "pass" };
    return {
      kind: "fail",
      severity: severityOf(worst, trigger),
      confidence: worst.setBy === "caller" ? "possible" : "likely",
      message: `${worst.text} is pasted into a ${interpreter} script`,
      cause: expressions
        .map(({ text }) => text)
        .sort()
        .join("\n"),
      evidence: expressions.map(({ text, setBy, through = [] }) => ({
        kind: "bytes",
        text: `\${{ ${text} }}, set by ${WHO[setBy]}${through.map((one) => ` <- ${one}`).join("")}`,
      })),
    };
  },
};

const DANGER: readonly PastedExpression["setBy"][] = ["anyone", "contributor", "caller"];

const WHO: Record<PastedExpression["setBy"], string> = {
  anyone: "anyone who opens an issue or a pull request",
  contributor: "whoever may push",
  caller: "whoever calls or starts this by hand",
};

/** What the injected text would hold decides: secrets and a writing token, or a fork's empty hands. */
function severityOf({ setBy, text, through = [] }: PastedExpression, trigger: Trigger): Severity {
  const isCalled = trigger.events.some((event) => event === "called" || event === "workflow_call");
  if (setBy === "anyone") {
    if (trigger.privileged) return trigger.gate === undefined ? "critical" : "high";
    return trigger.outsider ? "high" : isCalled ? "medium" : "low";
  }
  // The message of a merged commit was written by whoever opened the request; branches and tags are made by members.
  if (setBy === "contributor") return [text, ...through].some((one) => /message|author/i.test(one)) ? "medium" : "low";
  return isCalled && text.startsWith("inputs.") ? "medium" : "low";
}
