import { expect, test } from "vitest";
import { Maker } from "../samples.ts";
import { base62Checksum, hasBase62Checksum } from "./base62-checksum.ts";

test("six characters, zeros in front", () => {
  expect(base62Checksum("")).toBe("000000");
  // The checksum of the dummy token that npm's announcement was discussed with; the token itself is not written here.
  expect(base62Checksum(["qkJaB6MffYVzZXW", "qmcoF49yrUxP3wf"].join(""))).toBe("0LsakP");
});

test("any other last character is wrong", () => {
  const token = new Maker("checksum").withChecksum("npm_");
  expect(hasBase62Checksum(token, 4)).toBe(true);
  for (const last of "AZaz09") {
    const changed = `${token.slice(0, -1)}${last}`;
    expect(hasBase62Checksum(changed, 4)).toBe(changed === token);
  }
});
