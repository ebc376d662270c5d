import { expect, test } from "vitest";
import { buildZip } from "../../../testing/zip-builder.ts";
import { CONTEXT, fileEntry, packagesIn, readAll } from "../../testing/fake-file.ts";
import { edgesIn, listing, restOf } from "../../testing/listing.ts";
import { pythonInstalled } from "./installed.ts";
import { zippedEgg } from "./zipped-egg.ts";

const METADATA = "usr/lib/python3/dist-packages/Jinja2-3.1.2.dist-info/METADATA";

test("folds names, leaves extras out, stops at the description", () => {
  const text = `Metadata-Version: 2.1
Name: Zope.Interface__X
Version: 5.5
License: UNKNOWN
Classifier: License :: OSI Approved :: MIT License
Requires-Dist: Markup_Safe>=2.0
Requires-Dist: importlib-metadata (>=4) ; python_version < "3.8"
Requires-Dist: Babel >=2.7 ; extra == 'i18n'

Version: 9 stands in the description
`;
  expect(packagesIn(readAll(pythonInstalled, METADATA, text))).toMatchObject([
    {
      identity: { purl: "pkg:pypi/zope-interface-x@5.5" },
      name: "zope-interface-x",
      licenses: ["MIT License"],
      realm: { within: "pypi usr/lib/python3/dist-packages" },
      needs: [["markup-safe"], ["importlib-metadata"]],
    },
  ]);
});

test.each([
  [METADATA, true],
  ["x/a.egg-info/PKG-INFO", true],
  ["x/a-1.0.egg-info", true],
  ["x/a.egg-info/top_level.txt", false],
  ["x/METADATA", false],
])("%s: %s", (path, wanted) => {
  expect(pythonInstalled.wants(fileEntry(path), CONTEXT)).toBe(wanted);
});

test("metadata without a version is said to be unreadable", () => {
  expect(readAll(pythonInstalled, METADATA, "Name: a\n\nVersion: 1\n")).toMatchObject([{ kind: "unread-packages" }]);
});

test("eggs, unpacked and as they are: what lies beside them is what they need", () => {
  const information = "Metadata-Version: 2.1\nName: Old.Thing\nVersion: 1.0\nRequires-Dist: other\n";
  const facts = [
    ...readAll(pythonInstalled, "site-packages/Old.Thing-1.0-py3.9.egg/EGG-INFO/PKG-INFO", information),
    ...readAll(
      zippedEgg,
      "site-packages/other-2.0-py3.9.egg",
      buildZip({ "other.py": "x", "EGG-INFO/PKG-INFO": "Name: other\nVersion: 2.0\n" }),
    ),
  ];
  expect(listing(facts)).toEqual(["pkg:pypi/old-thing@1.0", "pkg:pypi/other@2.0"]);
  expect(edgesIn(facts)).toEqual(["old-thing@1.0 > other@2.0"]);
});

test.each([["no zip"], [buildZip({ "a.py": "x" })]])("%# an egg that is none is said", (content) => {
  expect(restOf(readAll(zippedEgg, "a.egg", content))).toHaveLength(1);
});
