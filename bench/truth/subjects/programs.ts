import { readdirSync } from "node:fs";
import { join } from "node:path";
import { SIGNATURES } from "../../../src/inventory/ecosystems/programs/signatures.ts";
import { have, once, run } from "../have.ts";
import { packageKey, type Subject } from "../subject.ts";

/** Programs and libraries without the database that knows them: only their own words tell what they are. */
export const programs: Subject = {
  title: "Well-known programs, unpacked",
  lister: "apt-get download, dpkg-deb --field Version",
  types: ["generic"],
  make: (folder) => {
    if (!have("apt-get", "dpkg-deb")) return undefined;
    const packages = SIGNATURES.flatMap(({ product, debian = "" }) =>
      debian
        .split(" ")
        .filter(Boolean)
        .map((name) => ({ product, name })),
    );
    const archives = `${folder}-archives`;
    once(archives, () => {
      for (const { name } of packages) run("apt-get", ["download", "--quiet", name], { cwd: archives });
    });
    once(folder, () => {
      for (const { name } of packages) run("dpkg-deb", ["--extract", archiveOf(archives, name), join(folder, name)]);
    });
    const listed = packages.map(({ product, name }) => {
      const version = run("dpkg-deb", ["--field", archiveOf(archives, name), "Version"]).trim();
      return packageKey("generic", product, upstream(version));
    });
    return { target: `rootfs:${folder}`, listed: { packages: new Set(listed) }, about: `${packages.length} packages` };
  },
};

function archiveOf(folder: string, name: string): string {
  return join(folder, readdirSync(folder).find((file) => file.startsWith(`${name}_`)) ?? "");
}

/** `1:2.3.4+dfsg-5+deb12u1` → `2.3.4`; `3.1.7+really3.1.2-0` says itself which version it is. */
function upstream(version: string): string {
  const plain = version.replace(/^[0-9]+:/, "").replace(/-[^-]*$/, "");
  const really = /\+really([0-9.]+)/.exec(plain)?.[1];
  return really ?? plain.replace("~beta", "-beta").replace(/(?:[+~]|\.dfsg|-stable).*$/, "");
}
