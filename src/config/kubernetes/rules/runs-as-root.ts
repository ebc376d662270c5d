import type { Rule } from "../../../core/rule.ts";
import type { Fail } from "../../../core/verdict.ts";
import type { ContainerUser } from "../facts.ts";
import { harden } from "../harden.ts";

const example = { workload: "Deployment/web", container: "web", image: "web:1" } as const;
const silent = { ...example, runAsNonRoot: undefined, runAsUser: undefined } as const;

export const runsAsRoot: Rule<ContainerUser> = {
  id: "config/kubernetes/runs-as-root",
  on: "container-user",
  title: "Container that runs as root, or may",
  severity: "medium",
  confidence: "proven",
  why: "Root in the container is root on the kernel: one hole in the isolation, or one mounted folder, and it is root on the node.",
  fix: "Set `runAsNonRoot: true`, and `runAsUser` above 0 where the image names none.",
  standards: ["PSS restricted", "CIS Kubernetes 5.2.7", "NSA pod security", "MITRE ATT&CK T1611"],
  aliases: ["CKV_K8S_23", "CKV_K8S_40", "KSV-0012", "C-0013"],
  examples: [
    { given: { ...example, runAsNonRoot: undefined, runAsUser: 0 }, verdict: "fail" },
    { given: { ...example, runAsNonRoot: false, runAsUser: undefined }, verdict: "fail" },
    { given: { ...example, runAsNonRoot: undefined, runAsUser: undefined }, verdict: "fail" },
    { given: { ...example, runAsNonRoot: true, runAsUser: undefined }, verdict: "pass" },
    { given: { ...example, runAsNonRoot: undefined, runAsUser: 1000 }, verdict: "fail" },
    { given: { ...silent, byImage: { user: "10001", dockerfile: "web/Dockerfile" } }, verdict: "fail" },
    { given: { ...silent, byImage: { user: "", dockerfile: "web/Dockerfile" } }, verdict: "fail" },
  ],
  judge: ({ workload, runAsNonRoot, runAsUser, byImage }) => {
    const deed = harden(workload);
    if (runAsUser === 0) return { kind: "fail", message: `${workload} runs as root`, cause: "root", deed };
    if (runAsNonRoot === true) return { kind: "pass" };
    if (runAsUser !== undefined) {
      return {
        kind: "fail",
        severity: "info",
        message: `${workload} runs as user ${runAsUser}, but does not forbid root`,
        cause: "not forbidden",
        deed,
      };
    }
    if (runAsNonRoot === false)
      return {
        kind: "fail",
        confidence: "possible",
        message: `${workload} allows root outright`,
        cause: "allowed",
        deed,
      };
    return { kind: "fail", ...leftTo(workload, byImage), cause: "left to the image", deed };
  },
};

/** What the image's own user makes of it, where the Dockerfile that it is built from is here. */
function leftTo(
  workload: string,
  byImage: ContainerUser["byImage"],
): Pick<Fail, "severity" | "confidence" | "message" | "evidence"> {
  if (byImage === undefined)
    return { severity: "low", confidence: "possible", message: `${workload} runs as root if its image does` };
  const { user, dockerfile } = byImage;
  const [name = ""] = user.split(":");
  const evidence = [
    { kind: "check" as const, text: name === "" ? `${dockerfile} sets no USER` : `${dockerfile}: USER ${user}` },
  ];
  const confidence = "likely";
  if (name === "" || name === "root" || name === "0")
    return { severity: "medium", confidence, message: `${workload} runs as root, for ${dockerfile} does`, evidence };
  if (/^[1-9]\d*$/.test(name)) {
    const message = `${workload} runs as user ${name} of ${dockerfile}, but does not forbid root`;
    return { severity: "info", confidence, message, evidence };
  }
  const message = `${workload} runs as ${name.slice(0, 40)} of ${dockerfile}, a name that the node cannot tell from root`;
  return { severity: "low", confidence, message, evidence };
}
