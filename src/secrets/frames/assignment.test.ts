import { expect, test } from "vitest";
import { formatOf } from "../file-kinds.ts";
import { readAssignment } from "./assignment.ts";

/** Reads from where `pass` or `token` stands in the text. */
function read(path: string, text: string) {
  const bytes = Buffer.from(text);
  const assignment = readAssignment(bytes, text.search(/pass|token/i), formatOf(path));
  if (assignment === undefined) return undefined;
  expect(bytes.toString("utf8", assignment.start, assignment.end)).toBe(assignment.value);
  return [assignment.name, assignment.value, assignment.frame];
}

test.each([
  ["a.env", "DB_PASSWORD=v1#2", "DB_PASSWORD", "v1#2", "assignment"],
  ["a.env", "export DB_PASSWORD='v 1'", "DB_PASSWORD", "v 1", "assignment"],
  ["a.sh", "PASSWORD=v1; run", "PASSWORD", "v1", "assignment"],
  ["a.yaml", "password: v1 # why", "password", "v1", "assignment"],
  ["a.yaml", "  - name: DB_PASSWORD\r\n    value: 'v1'\n", "DB_PASSWORD", "v1", "assignment"],
  ["a.yaml", "- DB_PASSWORD=v1", "DB_PASSWORD", "v1", "assignment"],
  ["a.json", '{"password" : "v\\"1"}', "password", 'v\\"1', "assignment"],
  ["a.ts", 'const s = "{\\"password\\":\\"v1\\"}"', "password", "v1", "assignment"],
  ["a.ts", 'private password: string | undefined = "v1";', "password", "v1", "assignment"],
  ["a.rs", 'const PASSWORD: &str = "v1";', "PASSWORD", "v1", "assignment"],
  ["a.ts", "password: 'djE9='", "password", "djE9=", "assignment"],
  ["a.go", 'var password string = "v1"', "password", "v1", "assignment"],
  ["a.go", "password := `v1`", "password", "v1", "assignment"],
  ["a.rb", ":password => 'v1'", "password", "v1", "assignment"],
  ["a.php", "define('DB_PASSWORD', 'v1');", "DB_PASSWORD", "v1", "call"],
  ["a.py", 'os.environ["PASSWORD"] = b"v1"', "PASSWORD", "v1", "assignment"],
  ["A.java", 'builder.setPassword("v1")', "builder.setPassword", "v1", "call"],
  ["a.c", '#define PASSWORD "v1"', "PASSWORD", "v1", "assignment"],
  ["a.xml", "<password>v1</password>", "password", "v1", "element"],
  ["a.config", '<add key="Password" value="v1"/>', "Password", "v1", "element"],
  ["a.sh", "run --db-password v1 --x", "db-password", "v1", "flag"],
  ["a.sh", "run --password=v1", "password", "v1", "assignment"],
  ["Dockerfile", "ENV PASSWORD v1", "PASSWORD", "v1", "assignment"],
  ["a.ts", 'if (password === "v1") return', "password", "v1", "comparison"],
  ["a.py", 'connect("http://x/?token=v1&b=2")', "token", "v1", "query"],
  ["a.md", "docker run -e DB_PASSWORD=v1 x", "DB_PASSWORD", "v1", "query"],
  ["a.json", '{"key": "DB_PASSWORD", "value": "v1"}', "DB_PASSWORD", "v1", "pair"],
  ["a.scala", 'password = Some("v1")', "password", "v1", "assignment"],
  ["a.py", 'PASSWORD = os.environ.get("PASSWORD") or "v1"', "PASSWORD", "v1", "assignment"],
  ["a.md", "    password: v1", "password", "v1", "assignment"],
  ["redis.conf", "requirepass v1", "requirepass", "v1", "entry"],
])("%s: %s", (path, text, name, value, frame) => {
  expect(read(path, text)).toEqual([name, value, frame]);
});

test.each([
  ["a.ts", "password = form.value"],
  ["a.ts", "password: string;"],
  ["a.ts", 'if (password != "v1") return'],
  ["a.cpp", "Password::of"],
  ["a.md", "the password is kept in the vault"],
  ["a.md", "https://<name>:<password>@host"],
  ["a.json", '{"password": null}'],
  ["a.ts", 'const password = "never ends'],
  ["a.yaml", "password:\n  from: vault"],
])("%s gives no literal: %s", (path, text) => {
  expect(read(path, text)).toBeUndefined();
});
