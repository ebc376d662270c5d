import { expect, test } from "vitest";
import { firedIn } from "../testing/fired.ts";

const RULES = /^(?:grabbed-library|any-agent|open-approval) /;
const fired = (text: string) => firedIn({ Jenkinsfile: text }).filter((line) => RULES.test(line));

test.each([
  ["@Grab(group = 'org.acme', module = 'tool', version = '1.0')\nimport x", ["grabbed-library high :1"]],
  ["@Grab('org.acme:tool:1.0')", ["grabbed-library high :1"]],
  ["// @Grab('org.acme:tool:1.0')", []],
  ["pipeline {\n  agent any\n}", ["any-agent low :2"]],
  ["pipeline { agent { label 'linux' } }", []],
  ["/* agent any */ pipeline { agent none }", []],
  ["input message: 'Deploy?'\nsh './x'", ["open-approval medium :1"]],
  ["input 'Deploy?'", ["open-approval medium :1"]],
  ["input(message: 'Deploy?', submitter: 'ops')", []],
  ["input message: 'Deploy?',\n  submitter: 'ops'", []],
  ["input {\n  message 'Deploy?'\n  submitter 'ops'\n}", []],
  ["input {\n  message 'Deploy?'\n}", ["open-approval medium :1"]],
  ["input(message: 'Deploy?', submitter: OPS)", []],
  ["def input = 3", []],
])("%j: %j", (text, found) => {
  expect(fired(text)).toEqual(found);
});
