import type { Rule } from "../../../core/rule.ts";
import { loginService } from "../../login-service.ts";
import type { ExposedPort } from "../facts.ts";

export const remoteLogin: Rule<ExposedPort> = {
  id: "config/dockerfile/remote-login",
  on: "exposed-port",
  title: "Way to log in to the container",
  severity: "medium",
  confidence: "proven",
  why: "A container is replaced, not logged in to. A login service is one more door, with accounts that nobody manages.",
  fix: "Leave the login service out; use the platform's own exec, which asks who you are.",
  standards: ["CIS Docker 5.6", "NIST SP 800-190 4.1.2"],
  aliases: ["CKV_DOCKER_1", "DS004"],
  examples: [
    { given: { port: "22" }, verdict: "fail" },
    { given: { port: "3389" }, verdict: "fail" },
    { given: { port: "8080" }, verdict: "pass" },
    { given: { port: "$PORT" }, verdict: "unobservable" },
  ],
  judge: ({ port }) => {
    if (port.includes("$")) return { kind: "unobservable", reason: "the port is computed when it is built" };
    const service = loginService(port);
    return service === undefined
      ? { kind: "pass" }
      : { kind: "fail", message: `port ${port} (${service}) is exposed`, cause: port };
  },
};
