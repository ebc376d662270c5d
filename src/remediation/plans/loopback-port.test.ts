import { expect, test } from "vitest";
import { mendText } from "../testing/mend-text.ts";

const compose = (port: string) => `services:\n  db:\n    image: postgres\n    ports:\n      - ${port} # why\n`;
const mend = (port: string) => mendText("config/compose/published-database", "compose.yaml", compose(`▶${port}`));

test.each([
  ["5432:5432", "127.0.0.1:5432:5432"],
  ['"5432:5432/tcp"', '"127.0.0.1:5432:5432/tcp"'],
  ["'0.0.0.0:15432:5432'", "'127.0.0.1:15432:5432'"],
  ['"[::]:5432:5432"', '"127.0.0.1:5432:5432"'],
])("%s becomes %s", async (before, after) => {
  expect(await mend(before)).toBe(compose(after));
});

test.each([
  ["{ target: 5432, published: 5432 }", "the port is written in the long form, or unusually"],
  ['"${PORT}:5432"', "the port is written unusually"],
  ["&port 5432:5432", "the port is written in the long form, or unusually"],
])("%s is left: %s", async (port, reason) => {
  expect(await mend(port)).toBe(`unable: ${reason}`);
});
