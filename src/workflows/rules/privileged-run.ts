import type { Rule } from "../../core/rule.ts";
import type { RunCommand, Trigger } from "../facts.ts";

const push: Trigger = { events: ["push"], outsider: false, privileged: false };
const docker = (...args: string[]) => ({ program: "docker", args, reads: [], trigger: push });

export const privilegedRun: Rule<RunCommand> = {
  id: "workflows/privileged-run",
  on: "run-command",
  title: "Container that a job starts with rights on its machine",
  severity: "low",
  why: "With such a right a container is no wall: what runs in it has the machine of the job, its secrets and token, and on a machine that is used again the next job.",
  fix: "Leave the right out, or give the container the one capability and the one folder that it needs.",
  standards: ["OWASP CICD-SEC-7", "CIS SSC 2.1.3"],
  aliases: ["pipeline-check/GHA-017", "pipeline-check/GL-017", "pipeline-check/JF-017"],
  examples: [
    { given: docker("run", "--privileged", "image"), verdict: "fail" },
    { given: docker("run", "-v", "/var/run/docker.sock:/var/run/docker.sock", "image"), verdict: "fail" },
    { given: docker("run", "--pid=host", "image"), verdict: "fail" },
    { given: docker("run", "-v", "/:/host", "image"), verdict: "fail" },
    { given: docker("run", "-v", "$PWD:/src", "image"), verdict: "pass" },
    { given: docker("build", "--privileged", "."), verdict: "pass" },
  ],
  judge: ({ program, args }) => {
    if (!/^(?:docker|podman|nerdctl)$/.test(program) || !/^(?:run|create)$/.test(args[0] ?? ""))
      return { kind: "pass" };
    const right = args.map((arg, at) => rightIn(arg, args[at + 1] ?? "")).find((one) => one !== undefined);
    if (right === undefined) return { kind: "pass" };
    return {
      kind: "fail",
      message: `${program} run is given ${right}`,
      cause: `${right} ${args.at(-1) ?? ""}`.slice(0, 200),
      evidence: [{ kind: "bytes", text: `${program} ${args.join(" ")}`.slice(0, 300) }],
    };
  },
};

function rightIn(arg: string, next: string): string | undefined {
  if (/^--privileged(?:=true)?$/.test(arg)) return "--privileged";
  const [flag = "", ...rest] = arg.split("=");
  const value = rest.length > 0 ? rest.join("=") : next;
  if (/^--(?:pid|ipc|userns|cgroupns)$/.test(flag) && value === "host") return `${flag}=host`;
  if (flag === "--cap-add" && /^(?:CAP_)?(?:ALL|SYS_ADMIN|SYS_PTRACE|SYS_MODULE)$/i.test(value))
    return `--cap-add ${value}`;
  if (flag === "--security-opt" && /unconfined|disable/.test(value)) return `--security-opt ${value}`;
  if (
    /^(?:-v|--volume)$/.test(flag) &&
    /^\/(?:var\/run\/docker\.sock|run\/docker\.sock|etc|proc|sys|dev|root)?\/?:/.test(value)
  )
    return `the folder ${value.split(":")[0]}`;
  if (flag === "--mount" && /(?:source|src)=\/(?:var\/run\/docker\.sock|etc|proc|sys|dev|root)?\/?(?:,|$)/.test(value))
    return `a mount of ${/(?:source|src)=([^,]*)/.exec(value)?.[1]}`;
  return undefined;
}
