import { expect, test } from "vitest";
import { packagesIn, readAll } from "../../testing/fake-file.ts";
import { composerInstalled, composerLock } from "./composer.ts";

const LOGGER = {
  name: "Monolog/monolog",
  version: "v2.9.1",
  license: ["MIT"],
  require: { php: ">=7.2", "Psr/log": "^1" },
  provide: { "psr/log-implementation": "1" },
};
const LOG = { name: "psr/log", version: "1.1.4", license: ["MIT", "GPL-2.0-only"] };

test("installed by Composer 1 and 2", () => {
  for (const json of [[LOGGER, LOG], { packages: [LOGGER, LOG], "dev-package-names": ["psr/log"] }]) {
    expect(
      packagesIn(readAll(composerInstalled, "app/vendor/composer/installed.json", JSON.stringify(json))),
    ).toMatchObject([
      {
        identity: { purl: "pkg:composer/monolog/monolog@v2.9.1" },
        needs: [["php"], ["psr/log"]],
        provides: ["psr/log-implementation"],
        relation: "installed",
      },
      { licenses: ["MIT OR GPL-2.0-only"], ...(Array.isArray(json) ? {} : { scope: "development" }) },
    ]);
  }
});

test("the lock, with lines and scopes", () => {
  const text = JSON.stringify({ packages: [LOGGER], "packages-dev": [LOG] }, null, 4);
  expect(packagesIn(readAll(composerLock, "composer.lock", text))).toMatchObject([
    { scope: "production", at: { line: 4 }, relation: "declared" },
    { scope: "development", at: { line: 20 } },
  ]);
});

test.each(["", "7", "{}", '{"packages":[{}]}'])("%j is said to be unreadable", (text) => {
  expect(readAll(composerLock, "composer.lock", text)).toMatchObject([{ kind: "unread-packages" }]);
});
