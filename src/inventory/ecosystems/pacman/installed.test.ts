import { expect, test } from "vitest";
import { purlOf } from "../../assembly/distribution.ts";
import { packagesIn, readAll } from "../../testing/fake-file.ts";
import { edgesIn, restOf } from "../../testing/listing.ts";
import { pacmanInstalled } from "./installed.ts";

const BASH = `%NAME%
bash

%VERSION%
5.2.026-2

%BASE%
bash

%ARCH%
x86_64

%LICENSE%
GPL-3.0-or-later

%DEPENDS%
readline>=8
libreadline.so=8-64

`;
const READLINE = "%NAME%\nreadline\n\n%VERSION%\n8.2.010-1\n\n%ARCH%\nx86_64\n\n%PROVIDES%\nlibreadline.so=8-64\n";

test("packages with licences and edges", () => {
  const facts = [BASH, READLINE].flatMap((text, index) =>
    readAll(pacmanInstalled, `var/lib/pacman/local/p${index}-1-1/desc`, text),
  );
  const [bash] = packagesIn(facts);
  expect(bash).toMatchObject({ licenses: ["GPL-3.0-or-later"], source: { name: "bash" } });
  expect(bash && purlOf(bash, { id: "arch" })).toBe("pkg:alpm/arch/bash@5.2.026-2?arch=x86_64&distro=arch");
  expect(edgesIn(facts)).toEqual(["bash@5.2.026-2 > readline@8.2.010-1"]);
});

test("what a package owns, as far as another package may lie in it", () => {
  const text = "%FILES%\nusr/\nusr/lib/python3.12/site-packages/x-1.dist-info/METADATA\nusr/share/man/man1/x.1.gz\n";
  expect(readAll(pacmanInstalled, "var/lib/pacman/local/python-x-1.0-2/files", text)).toMatchObject([
    { owner: "python-x", files: [{ path: "usr/lib/python3.12/site-packages/x-1.dist-info/METADATA" }] },
  ]);
  expect(restOf(readAll(pacmanInstalled, "var/lib/pacman/local/x-1-1/desc", "hello"))).toHaveLength(1);
});
