import fc from "fast-check";
import { expect, test } from "vitest";
import { type HclValue, readHcl } from "./read.ts";

const plain = (value: HclValue | undefined): unknown => {
  if (value === undefined || value.kind === "computed") return value?.kind;
  if (value.kind === "text") return value.text;
  if (value.kind === "list") return value.items.map(plain);
  return Object.fromEntries([...value.entries].map(([key, inner]) => [key, plain(inner)]));
};

test("blocks with their labels, attributes, lists, objects and what only a run would know", () => {
  const [block, second] = readHcl(`# a comment
resource "aws_iam_role" "ci" { // another
  name   = "ci"   /* and
  one more */
  list   = ["a", var.x, "c",
    "d" ]
  size   = 3 * (1 + 2)
  both   = "a" == "b" ? [1] : []
  text   = "with \\"quotes\\" and \${x["y"]}"
  policy = jsonencode({
    Statement = [{ Effect = "Allow", "Action" : "x" }]
  })
  heredoc = <<-EOT
    { "a": 1 }
  EOT
  nested "one" { deep = "yes" }
}
locals { after = "all" }
`);
  expect(block).toMatchObject({ type: "resource", labels: ["aws_iam_role", "ci"], line: 2 });
  expect(Object.fromEntries([...(block?.attributes ?? [])].map(([key, value]) => [key, plain(value)]))).toEqual({
    name: "ci",
    list: ["a", "computed", "c", "d"],
    size: "computed",
    both: "computed",
    text: 'with \\"quotes\\" and ${x["y"]}',
    policy: { Statement: [{ Effect: "Allow", Action: "x" }] },
    heredoc: '    { "a": 1 }\n',
  });
  expect(plain(block?.blocks[0]?.attributes.get("deep"))).toBe("yes");
  expect(plain(second?.attributes.get("after"))).toBe("all");
});

test("no text makes it throw or hang", () => {
  const pieces = fc.constantFrom(
    "a",
    "=",
    "{",
    "}",
    "[",
    "]",
    '"',
    "${",
    "\n",
    ",",
    "<<E\n",
    "E\n",
    "(",
    ")",
    "/*",
    "#",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 300 }), (parts) => {
      expect(Array.isArray(readHcl(parts.join("")))).toBe(true);
    }),
  );
  expect(readHcl("a {".repeat(100_000))).toHaveLength(1);
  expect(readHcl(`x = ${"[".repeat(100_000)}`)).toEqual([]);
});
