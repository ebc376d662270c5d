import type { Rule } from "../../../core/rule.ts";
import type { Frontend } from "../facts.ts";

export const foreignFrontend: Rule<Frontend> = {
  id: "config/dockerfile/foreign-frontend",
  on: "frontend",
  title: "Dockerfile read by a program from elsewhere",
  severity: "medium",
  confidence: "proven",
  why: "The `# syntax=` line names an image that is fetched and that decides what every other line means. Nobody looks there, and no other scanner says so.",
  fix: "Use docker/dockerfile, by digest, or leave the line out.",
  standards: ["OWASP CICD-SEC-3", "SLSA build"],
  examples: [
    { given: { image: "evil.example/frontend:1" }, verdict: "fail" },
    { given: { image: "docker/dockerfile:1" }, verdict: "pass" },
    { given: { image: "docker.io/docker/dockerfile:1.7@sha256:aa" }, verdict: "pass" },
  ],
  judge: ({ image }) => {
    if (/^(?:docker\.io\/)?docker\/dockerfile(?:-upstream)?(?:[:@]|$)/.test(image)) return { kind: "pass" };
    return { kind: "fail", message: `the file is read by ${image}`, cause: image };
  },
};
