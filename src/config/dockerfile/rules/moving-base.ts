import type { Rule } from "../../../core/rule.ts";
import { subject } from "../../../core/subject.ts";
import type { StageBase } from "../facts.ts";

const example = { isEarlierStage: false } as const;

export const movingBase: Rule<StageBase> = {
  id: "config/dockerfile/moving-base",
  on: "stage-base",
  title: "Base image that changes by itself",
  severity: "medium",
  confidence: "proven",
  why: "Without a version the next build may stand on another major release, and nobody decided it.",
  fix: "Name the version, and the digest with it.",
  standards: ["CIS Docker 4.2"],
  aliases: ["DL3006", "DL3007", "CKV_DOCKER_7", "DS001"],
  examples: [
    { given: { ...example, image: "node", resolved: "node" }, verdict: "fail" },
    { given: { ...example, image: "node:latest", resolved: "node:latest" }, verdict: "fail" },
    {
      given: { ...example, image: "registry.example:5000/node", resolved: "registry.example:5000/node" },
      verdict: "fail",
    },
    { given: { ...example, image: "node:22", resolved: "node:22" }, verdict: "pass" },
    { given: { ...example, image: "scratch", resolved: "scratch" }, verdict: "not-applicable" },
    { given: { image: "build", resolved: "build", isEarlierStage: true }, verdict: "not-applicable" },
    { given: { ...example, image: "$BASE", resolved: "" }, verdict: "unobservable" },
    { given: { ...example, image: "${REGISTRY}/node", resolved: "" }, verdict: "fail" },
    { given: { ...example, image: "${REGISTRY}/node:22", resolved: "" }, verdict: "pass" },
    { given: { ...example, image: "${BASE:-registry/node}", resolved: "" }, verdict: "unobservable" },
  ],
  judge: ({ image, resolved, isEarlierStage }) => {
    if (isEarlierStage || image === "scratch") return { kind: "not-applicable" };
    const name = resolved === "" && endsPlainly(image) ? image : resolved;
    if (name === "") return { kind: "unobservable", reason: `the base ${image} is computed when it is built` };
    if (name.includes("@sha256:")) return { kind: "pass" };
    const last = name.slice(name.lastIndexOf("/") + 1);
    const tag = last.split(":")[1];
    if (tag !== undefined && tag !== "latest") return { kind: "pass" };
    const deed = {
      key: `version ${name}`,
      action: `Name a version of the base image ${name}`,
      subject: subject("image", name),
    };
    return {
      kind: "fail",
      message:
        tag === undefined ? `the base ${name} is named without a version` : `the base ${name} is whatever is newest`,
      cause: name,
      deed,
    };
  },
};

/** Only the registry or the folder is put in from outside: what follows says whether there is a version. */
function endsPlainly(image: string): boolean {
  return image.includes("/") && !image.slice(image.lastIndexOf("/")).includes("$") && !image.endsWith("}");
}
