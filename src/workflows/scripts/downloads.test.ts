import fc from "fast-check";
import { expect, test } from "vitest";
import { downloadsRun } from "./downloads.ts";

const HEX = "0123456789abcdef".repeat(4);

test.each([
  ["curl -fsSLo tool https://x.example/v1/tool\nchmod +x tool", "none"],
  ["curl -L https://x.example/v1/tool > tool && chmod 755 ./tool", "none"],
  ["wget https://x.example/v1/install.sh\nbash install.sh --yes", "none"],
  ["wget -qO /tmp/t https://x.example/t; sudo install /tmp/t /usr/local/bin/t", "none"],
  ["curl -LO https://x.example/tool.deb && sudo dpkg -i tool.deb", "none"],
  ["curl -LO https://x.example/tool\nsudo mv tool /usr/local/bin/", "none"],
  ["curl -o run.py $URL\npython3 -u run.py", "none"],
  [
    "curl -LO https://x.example/tool\ncurl -LO https://x.example/tool.sha256\nsha256sum -c tool.sha256\nchmod +x tool",
    "same-origin",
  ],
  ["curl -LO https://x.example/tool\ngpg --verify tool.sig tool\nchmod +x tool", "signature"],
  [`curl -LO https://x.example/tool\necho "${HEX}  tool" | sha256sum -c -\nchmod +x tool`, "written-down"],
  ['curl -LO https://x.example/tool\necho "$SUM  tool" | sha256sum --check\n./tool', "written-down"],
])("%j: %s", (script, check) => {
  expect(downloadsRun(script).map((one) => one.check)).toEqual([check]);
});

test.each([
  ["curl -o data.json https://x.example/data.json\njq . data.json"],
  ["curl https://x.example/health"],
  ["curl -o tool https://x.example/tool\nchmod 644 tool"],
  ["curl -o tool https://x.example/tool\nchmod +x other"],
  ["chmod +x tool\ncurl -o tool https://x.example/tool"],
  ["curl -o page.html https://x.example\nnode server.js page.html"],
])("%j runs nothing that it fetches", (script) => {
  expect(downloadsRun(script)).toEqual([]);
});

test("any script ends in an answer", () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom("curl", "-o", "x", "https://a/x", "\n", "chmod", "+x", "|", ">", "sha256sum"),
  );
  fc.assert(fc.property(fc.array(piece, { maxLength: 60 }), (parts) => void downloadsRun(parts.join(" "))));
});
