import { expect, test } from "vitest";
import { CONTEXT, fileEntry, packagesIn, readAll } from "../../testing/fake-file.ts";
import { edgesIn, listing, restOf } from "../../testing/listing.ts";
import { beamApplication } from "./application.ts";
import { hexMetadata } from "./hex-metadata.ts";

test("applications of Erlang itself and of others, with what they need", () => {
  const facts = [
    ...readAll(
      beamApplication,
      "opt/app/lib/cowboy-2.10.0/ebin/cowboy.app",
      `%% a comment\n{application, 'cowboy', [\n  {description, "a server, {vsn, none}"},\n  {vsn, "2.10.0"},\n  {modules, ['cowboy_app']},\n  {applications, [kernel,stdlib,'ranch']}\n]}.\n`,
    ),
    ...readAll(beamApplication, "opt/app/lib/ranch-1.8.0/ebin/ranch.app", '{application,ranch,[{vsn,"1.8.0"}]}.'),
    ...readAll(beamApplication, "opt/app/lib/kernel-8.5/ebin/kernel.app", '{application, kernel, [{vsn, "8.5"}]}.'),
  ];
  expect(listing(facts)).toEqual(["pkg:hex/cowboy@2.10.0", "pkg:hex/ranch@1.8.0", "pkg:otp/kernel@8.5"]);
  expect(edgesIn(facts)).toEqual(["cowboy@2.10.0 > kernel@8.5", "cowboy@2.10.0 > ranch@1.8.0"]);
});

test("a resource file that is none, one without a version, and other files of that name", () => {
  expect(restOf(readAll(beamApplication, "ebin/a.app", "<<<<<<< HEAD"))).toHaveLength(1);
  expect(restOf(readAll(beamApplication, "ebin/a.app", "{application, a, []}."))).toEqual([
    "withoutVersion an application of Erlang without a version",
  ]);
  expect(beamApplication.wants(fileEntry("Applications/a.app"), CONTEXT)).toBe(false);
});

test.each([
  ["rebar", '[{<<"ranch">>,[{<<"app">>,<<"ranch">>},{<<"requirement">>,<<"1.8.0">>}]}]'],
  ["mix", '[[{<<"name">>,<<"ranch">>},{<<"app">>,<<"ranch">>},{<<"optional">>,false}]]'],
])("what Hex says of a package, as %s writes it", (_, requirements) => {
  const facts = readAll(
    hexMetadata,
    "app/deps/cowboy/hex_metadata.config",
    `{<<"app">>,<<"cowboy">>}.\n{<<"licenses">>,[<<"ISC">>]}.\n{<<"name">>,<<"cowboy">>}.\n{<<"requirements">>,\n ${requirements}}.\n{<<"version">>,<<"2.10.0">>}.\n{<<"links">>,[{<<"x">>,<<"y">>}]}.\n`,
  );
  expect(packagesIn(facts)).toMatchObject([
    { identity: { purl: "pkg:hex/cowboy@2.10.0" }, licenses: ["ISC"], needs: [["ranch"]] },
  ]);
  expect(restOf(readAll(hexMetadata, "hex_metadata.config", "{}"))).toHaveLength(1);
});
