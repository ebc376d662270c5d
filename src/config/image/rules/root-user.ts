import type { Rule } from "../../../core/rule.ts";
import type { ImageUser } from "../facts.ts";

const example = { system: "linux", mustNotBeRoot: false } as const;

export const rootUser: Rule<ImageUser> = {
  id: "config/image/root-user",
  on: "image-user",
  title: "Image runs as root",
  severity: "medium",
  confidence: "proven",
  why: "Root in the container is root on the kernel: one hole in the isolation, or one mounted folder, and it is root on the host.",
  fix: "End the Dockerfile with `USER` and a number above 0, and give that user only the files that it writes.",
  standards: ["CIS Docker 4.1", "NIST SP 800-190 4.4.3"],
  aliases: ["CIS-DI-0001"],
  examples: [
    { given: { ...example, user: "" }, verdict: "fail" },
    { given: { ...example, user: "root" }, verdict: "fail" },
    { given: { ...example, user: "0:1000" }, verdict: "fail" },
    { given: { ...example, user: "65532" }, verdict: "pass" },
    { given: { ...example, user: "app" }, verdict: "pass" },
    { given: { ...example, system: "windows", user: "" }, verdict: "not-applicable" },
  ],
  judge: ({ user, system, mustNotBeRoot }) => {
    if (system === "windows") return { kind: "not-applicable" };
    const [name = ""] = user.split(":");
    if (name !== "" && name !== "root" && !/^0+$/.test(name)) return { kind: "pass" };
    const because = name === "" ? "the image sets no user, so it runs as root" : `the image runs as ${name}`;
    return {
      kind: "fail",
      severity: mustNotBeRoot ? "high" : "medium",
      message: mustNotBeRoot ? `${because}, which the standard forbids` : because,
      cause: "root",
      evidence: [{ kind: "bytes", text: `User: ${JSON.stringify(user)}` }],
    };
  },
};
