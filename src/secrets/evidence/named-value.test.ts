import { expect, test } from "vitest";
import { formatOf } from "../file-kinds.ts";
import { readAssignment } from "../frames/assignment.ts";
import { kindOfName } from "../frames/secret-names.ts";
import { whyNotNamed } from "./named-value.ts";

function why(path: string, text: string) {
  const assignment = readAssignment(Buffer.from(text), text.search(/pass|token|secret|key/i), formatOf(path));
  const kind = assignment && kindOfName(assignment.name);
  return assignment === undefined || kind === undefined ? "no value" : whyNotNamed(assignment, kind);
}

test.each([
  ["a.py", 'NAMES = ["secret", "clientsecret"]', "a name beside a name"],
  ["a.js", "t.pass('ended')", "a test that passes"],
  ["a.js", 'createToken("IDENTIFIER", x)', "a call that asks for one"],
  ["a.js", 'if (typeof this.password === "function") {', "the name of a type"],
  ["a.md", "    password: auth[1],", "an element of a list"],
  ["a.yaml", "password: string", "a type"],
  ["a.md", "    conn.password = pass;", "no value"],
  ["a.json", '["pass", "given"]', "no value"],
  ["a.md", '{"verdict": "pass", "given": 1}', "no value"],
  ["a.js", 'const objectKey = "2024-11";', "no value"],
  ["a.js", 'const laneKey = "morning";', "nothing says that it is a secret"],
  ["a.yaml", "password: a sentence of some more words", "a sentence"],
])("%s: %s: %s", (path, text, reason) => {
  expect(why(path, text)).toBe(reason);
});

const VALUE = "v1-".repeat(3);

test.each([
  ["A.java", `builder.setPassword("${VALUE}")`],
  ["a.js", `db.login("ada", {password: "${VALUE}"})`],
  ["a.env", `laneKey=${VALUE}1234`],
])("%s: %s is weighed", (path, text) => {
  expect(why(path, text)).toBeUndefined();
});
