import { expect, test } from "vitest";
import { maskFor } from "./masking.ts";

test("values are taken out wherever they stand: whole, line by line, and as JSON writes them", () => {
  const mask = maskFor(["first-value", 'quo"ted\\value', "line one\nline two", "abc"]);
  expect(mask("-T=first-value # first-value")).toBe("-T=(secret) # (secret)");
  expect(mask(JSON.stringify({ a: 'quo"ted\\value' }))).toBe('{"a":"(secret)"}');
  expect(mask("+line two, abc")).toBe("+(secret), abc");
});
