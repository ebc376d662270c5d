import { expect, test } from "vitest";
import { CONTEXT, fileEntry, readAll } from "../../testing/fake-file.ts";
import { edgesIn, listing, restOf } from "../../testing/listing.ts";
import { homebrewInstalled } from "./installed.ts";

const CELLAR = "home/linuxbrew/.linuxbrew/Cellar";

function receipt(keg: string, tap: string, needs: readonly string[] = []) {
  return readAll(
    homebrewInstalled,
    `${CELLAR}/${keg}/INSTALL_RECEIPT.json`,
    JSON.stringify({ source: { tap }, runtime_dependencies: needs.map((full_name) => ({ full_name })) }),
  );
}

test("name and version from the keg, tap and needs from the receipt", () => {
  const facts = [
    ...receipt("curl/8.6.0_1", "homebrew/core", ["openssl@3", "some-org/tools/thing"]),
    ...receipt("openssl@3/3.2.1", "homebrew/core"),
    ...receipt("thing/1.0", "Some-Org/tools"),
  ];
  expect(listing(facts)).toEqual([
    "pkg:brew/curl@8.6.0_1",
    "pkg:brew/openssl%403@3.2.1",
    "pkg:brew/some-org/tools/thing@1.0",
  ]);
  expect(edgesIn(facts)).toEqual(["curl@8.6.0_1 > openssl@3@3.2.1", "curl@8.6.0_1 > thing@1.0"]);
});

test("a receipt that is none, and one that lies elsewhere", () => {
  expect(restOf(readAll(homebrewInstalled, `${CELLAR}/a/1/INSTALL_RECEIPT.json`, "["))).toHaveLength(1);
  expect(homebrewInstalled.wants(fileEntry("a/1/INSTALL_RECEIPT.json"), CONTEXT)).toBe(false);
});
