import { expect, test } from "vitest";
import { CONTEXT, fileEntry, packagesIn, readAll } from "../../testing/fake-file.ts";
import { gemInstalled } from "./installed.ts";

const PATH = "usr/lib/ruby/gems/3.1.0/specifications/rack-2.2.4.gemspec";

test("reads what RubyGems writes, without running it", () => {
  const text = `# -*- encoding: utf-8 -*-
Gem::Specification.new do |s|
  s.name = "rack".freeze
  s.version = "2.2.4"

  s.required_rubygems_version = Gem::Requirement.new(">= 0".freeze)
  s.licenses = ["MIT".freeze, "Ruby".freeze]
  s.add_runtime_dependency(%q<webrick>.freeze, ["~> 1.7".freeze])
  s.add_runtime_dependency(%q<webrick>.freeze, ["~> 1.7".freeze])
  s.add_development_dependency(%q<minitest>.freeze, ["~> 5.0".freeze])
end
`;
  expect(packagesIn(readAll(gemInstalled, PATH, text))).toMatchObject([
    { identity: { purl: "pkg:gem/rack@2.2.4" }, licenses: ["MIT", "Ruby"], needs: [["webrick"]] },
  ]);
});

test("a gem built for a platform", () => {
  const text = `  s.name = "x"\n  s.version = "1"\n  s.platform = "x86_64-linux".freeze\n`;
  expect(packagesIn(readAll(gemInstalled, PATH, text))).toMatchObject([
    { identity: { purl: "pkg:gem/x@1?platform=x86_64-linux" } },
  ]);
});

test("the specification that lies in a gem's own folder is not an installed one", () => {
  expect(gemInstalled.wants(fileEntry(PATH), CONTEXT)).toBe(true);
  expect(gemInstalled.wants(fileEntry("gems/rack-2.2.4/rack.gemspec"), CONTEXT)).toBe(false);
  expect(readAll(gemInstalled, PATH, "")).toMatchObject([{ kind: "unread-packages" }]);
});
