import { expect, test } from "vitest";
import { CONTEXT, fileEntry, readAll } from "../../testing/fake-file.ts";
import { listing, restOf } from "../../testing/listing.ts";
import { goWork } from "./go-work.ts";
import { goVendored } from "./vendored-modules.ts";

test("modules with their versions, replacements, and what the project itself asks for", () => {
  const facts = readAll(
    goVendored,
    "vendor/modules.txt",
    `# github.com/BurntSushi/toml v1.3.2
## explicit; go 1.16
github.com/BurntSushi/toml
github.com/BurntSushi/toml/internal
# golang.org/x/text v0.14.0
golang.org/x/text/language
# a.com/old v1.0.0 => b.com/new/v2 v2.1.0
## explicit
b.com/new/v2
# a.com/local v1.0.0 => ./local
# a.com/old => b.com/new/v2 v2.1.0
`,
  );
  expect(listing(facts)).toEqual([
    "pkg:golang/github.com/burntsushi/toml@v1.3.2:1 direct production",
    "pkg:golang/golang.org/x/text@v0.14.0:5 indirect production",
    "pkg:golang/b.com/new/v2@v2.1.0:7 direct production",
  ]);
  expect(restOf(facts)).toEqual(["withoutVersion:10 replaced by a directory, which has no version"]);
});

test("a conflict that was left in the file is said; the list of a vendored tree is not the project's", () => {
  expect(restOf(readAll(goVendored, "vendor/modules.txt", "<<<<<<< HEAD\n# a v1\n"))).toEqual([
    "unread:1 1 line(s) of modules.txt are not as Go writes them",
  ]);
  expect(goVendored.wants(fileEntry("service/vendor/modules.txt"), CONTEXT)).toBe(true);
  expect(goVendored.wants(fileEntry("vendor/a.com/b/vendor/modules.txt"), CONTEXT)).toBe(false);
});

test("a workspace: what it replaces is counted, and a conflict that was left in it is said", () => {
  const text = `go 1.22\n\nuse (\n\t./a\n\t./b // the other\n)\n\nreplace (\n\tx.com/a => y.com/a v1.0.0\n)\nreplace x.com/b => ./b\n`;
  expect(restOf(readAll(goWork, "go.work", text))).toEqual([
    "unresolved:9 a workspace replaces a module in all its members",
    "unresolved:11 a workspace replaces a module in all its members",
  ]);
  expect(restOf(readAll(goWork, "go.work", `<<<<<<< HEAD\n${text}`))[0]).toBe(
    "unread:1 a line of go.work is no directive",
  );
});
