import type { Rule } from "../../../core/rule.ts";
import { loginService } from "../../login-service.ts";
import type { ImagePort } from "../facts.ts";

export const remoteLoginPort: Rule<ImagePort> = {
  id: "config/image/remote-login-port",
  on: "image-port",
  title: "Way to log in to the container",
  severity: "medium",
  confidence: "proven",
  why: "A container is replaced, not logged in to. A login service is one more door, with accounts that nobody manages.",
  fix: "Leave the login service out; use the platform's own exec, which asks who you are.",
  standards: ["CIS Docker 5.6", "NIST SP 800-190 4.1.2"],
  examples: [
    { given: { port: "22" }, verdict: "fail" },
    { given: { port: "8080" }, verdict: "pass" },
  ],
  judge: ({ port }) => {
    const service = loginService(port);
    return service === undefined
      ? { kind: "pass" }
      : { kind: "fail", message: `the image exposes port ${port} (${service})`, cause: port };
  },
};
