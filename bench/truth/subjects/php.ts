import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { have, once, run } from "../have.ts";
import { packageKey, type Subject } from "../subject.ts";

const PACKAGES = 40;

/** Composer asks no registry here: what it installs are made-up packages in folders. */
export const phpSubjects: readonly Subject[] = [
  {
    title: "Composer, lock",
    lister: "composer show --locked",
    types: ["composer"],
    make: (folder) => {
      if (!have("composer")) return undefined;
      const project = made(folder);
      once(folder, () => cpSync(join(project, "composer.lock"), join(folder, "composer.lock")));
      return { target: folder, listed: { packages: shown(project, ["--locked"]) } };
    },
  },
  {
    title: "Composer, installed",
    lister: "composer show",
    types: ["composer"],
    make: (folder) => {
      if (!have("composer")) return undefined;
      const project = made(folder);
      once(folder, () =>
        cpSync(join(project, "vendor", "composer"), join(folder, "app", "vendor", "composer"), { recursive: true }),
      );
      return { target: `rootfs:${folder}`, listed: { packages: shown(project, []) } };
    },
  },
];

const AS_ROOT = { COMPOSER_ALLOW_SUPERUSER: "1", COMPOSER_NO_INTERACTION: "1", COMPOSER_DISABLE_NETWORK: "1" };

function made(folder: string): string {
  const project = join(folder, "..", "composer-project");
  return once(project, () => {
    const versions = ["1.2.3", "v2.0.0", "3.0.0-beta1", "0.1.0-RC2", "1.0.0.4"];
    for (let number = 0; number < PACKAGES; number++) {
      const source = join(project, "sources", String(number));
      mkdirSync(source, { recursive: true });
      const needs = number === 0 ? {} : { [`Vendor/Tool${number - 1}`.toLowerCase()]: "@dev" };
      const manifest = {
        name: `vendor/tool${number}`,
        version: versions[number % versions.length],
        license: ["MIT"],
        require: needs,
      };
      writeFileSync(join(source, "composer.json"), JSON.stringify(manifest));
    }
    const root = {
      name: "example/project",
      "minimum-stability": "dev",
      repositories: [{ type: "path", url: "sources/*", options: { symlink: false } }, { "packagist.org": false }],
      require: { [`vendor/tool${PACKAGES - 3}`]: "@dev" },
      "require-dev": { [`vendor/tool${PACKAGES - 1}`]: "@dev" },
    };
    writeFileSync(join(project, "composer.json"), JSON.stringify(root));
    run("composer", ["install", "--quiet"], { cwd: project, environment: AS_ROOT });
  });
}

function shown(project: string, words: readonly string[]): Set<string> {
  const text = run("composer", ["show", ...words, "--format=json"], { cwd: project, environment: AS_ROOT });
  const { installed = [], locked = [] } = JSON.parse(text) as Record<string, { name: string; version: string }[]>;
  return new Set([...installed, ...locked].map(({ name, version }) => packageKey("composer", name, version)));
}
