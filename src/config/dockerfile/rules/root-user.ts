import type { Rule } from "../../../core/rule.ts";
import type { FinalUser } from "../facts.ts";

export const rootUser: Rule<FinalUser> = {
  id: "config/dockerfile/root-user",
  on: "final-user",
  title: "Image runs as root",
  severity: "medium",
  why: "Root in the container is root on the kernel: one hole in the isolation, or one mounted directory, and it is root on the host.",
  fix: "End with `USER` and a number above 0, and give that user only the files that it writes.",
  standards: ["CIS Docker 4.1", "NIST SP 800-190 4.4.3"],
  aliases: ["DL3002", "CKV_DOCKER_3", "DS002"],
  examples: [
    { given: { user: "", base: "debian:12" }, verdict: "fail" },
    { given: { user: "root", base: "debian:12" }, verdict: "fail" },
    { given: { user: "0:0", base: "debian:12" }, verdict: "fail" },
    { given: { user: "65532", base: "debian:12" }, verdict: "pass" },
    { given: { user: "", base: "gcr.io/distroless/static:nonroot" }, verdict: "pass" },
    { given: { user: "$APP_USER", base: "debian:12" }, verdict: "unobservable" },
  ],
  judge: ({ user, base }) => {
    const [name = ""] = user.split(":");
    if (name.includes("$")) return { kind: "unobservable", reason: `the user ${name} is computed when it is built` };
    if (name === "root" || name === "0")
      return { kind: "fail", confidence: "proven", message: `the image runs as ${name}`, cause: "root" };
    if (name !== "" || /(?:^|[:-])nonroot(?:$|[@-])/.test(base)) return { kind: "pass" };
    if (base === "scratch")
      return {
        kind: "fail",
        confidence: "proven",
        message: "no USER is set and nothing below sets one, so the image runs as root",
        cause: "unset",
      };
    return {
      kind: "fail",
      confidence: "possible",
      message: `no USER is set, so the image runs as ${base} does, mostly root`,
      cause: "unset",
    };
  },
};
