import { expect, test } from "vitest";
import { CONTEXT, fileEntry, packagesIn, stream } from "../../testing/fake-file.ts";
import { listing, restOf } from "../../testing/listing.ts";
import { wordpressInstalled } from "./installed.ts";

function read(path: string, text: string) {
  return stream(wordpressInstalled, path, Buffer.from(text), 50).facts;
}

test("the core, a plugin in a folder, one in a file, a theme", () => {
  const facts = [
    ...read(
      "var/www/wp-includes/version.php",
      "<?php\n/**\n * @global string $wp_version\n */\n$wp_version = '6.4.2';\n",
    ),
    ...read(
      "var/www/wp-content/plugins/guard/main.php",
      "<?php\n/*\nPlugin Name: A Guard\nDescription: Version: none\nVersion: 5.3\nLicense: GPLv2 or later\n*/\n",
    ),
    ...read("wp-content/plugins/hello.php", "<?php\n/**\n * Plugin Name: Hello\n * Version: 1.7.2\n */"),
    ...read("srv/wp-content/themes/plain/style.css", "/*\nTheme Name: Plain\r\nVersion: 1.0 */"),
  ];
  expect(listing(facts)).toEqual([
    "pkg:generic/wordpress@6.4.2",
    "pkg:wordpress-plugin/guard@5.3",
    "pkg:wordpress-plugin/hello@1.7.2",
    "pkg:wordpress-theme/plain@1.0",
  ]);
  expect(packagesIn(facts)[1]?.licenses).toEqual(["GPLv2 or later"]);
});

test("other files of a plugin are none; a header without a version is said, and no more than the head is read", () => {
  expect(read("wp-content/plugins/guard/helper.php", "<?php\n$version = 1;\n")).toEqual([]);
  expect(restOf(read("wp-content/plugins/guard/main.php", "/* Plugin Name: X */"))).toHaveLength(1);
  expect(wordpressInstalled.wants(fileEntry("wp-content/plugins/a/b/c.php", 9), CONTEXT)).toBe(false);
  expect(wordpressInstalled.wants(fileEntry("not-wp-content/plugins/a.php", 9), CONTEXT)).toBe(false);
  const { taken } = stream(wordpressInstalled, "wp-content/plugins/a.php", Buffer.alloc(50_000, " "), 1000);
  expect(taken).toBeLessThan(10_000);
});
