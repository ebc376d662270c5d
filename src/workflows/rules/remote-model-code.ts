import type { Rule } from "../../core/rule.ts";
import type { RunCommand, Trigger } from "../facts.ts";

const push: Trigger = { events: ["push"], outsider: false, privileged: false };
const python = (code: string) => ({ program: "python", args: ["-c", code], reads: [], trigger: push });

export const remoteModelCode: Rule<RunCommand> = {
  id: "workflows/remote-model-code",
  on: "run-command",
  title: "Model that brings its own program along",
  severity: "medium",
  why: "With this switch, loading a model runs the Python that lies beside it. Whoever may change the model's repository runs in your pipeline.",
  fix: "Load models without it, or name a revision that somebody has read.",
  standards: ["OWASP CICD-SEC-3", "OWASP LLM03"],
  references: ["https://huggingface.co/docs/transformers/main/en/models#custom-models"],
  examples: [
    { given: python("AutoModel.from_pretrained('a/b', trust_remote_code=True)"), verdict: "fail" },
    { given: { ...python(""), program: "vllm", args: ["serve", "a/b", "--trust-remote-code"] }, verdict: "fail" },
    {
      given: python("AutoModel.from_pretrained('a/b', trust_remote_code=True, revision='3f786850e387550f')"),
      verdict: "pass",
    },
    { given: python("AutoModel.from_pretrained('a/b')"), verdict: "pass" },
  ],
  judge: ({ program, args }) => {
    const text = args.join(" ");
    if (!/trust_remote_code\s*=\s*True|--trust[-_]remote[-_]code\b/.test(text)) return { kind: "pass" };
    if (/\b(?:code_)?revision(?:\s*=\s*|[= ])["']?[0-9a-f]{7,40}\b/.test(text)) return { kind: "pass" };
    return {
      kind: "fail",
      message: `${program} runs the code that a model brings along`,
      cause: text.slice(0, 200),
      evidence: [{ kind: "bytes", text: `${program} ${text}`.slice(0, 300) }],
    };
  },
};
