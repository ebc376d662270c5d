import { expect, test } from "vitest";
import { mendText } from "../testing/mend-text.ts";

const mend = (text: string) => mendText("config/dockerfile/root-user", "Dockerfile", `▶${text}`);

test.each([
  ['FROM a\nRUN x\nCMD ["x"]\n', 'FROM a\nRUN x\nUSER 65532:65532\nCMD ["x"]\n'],
  ["FROM a\nENTRYPOINT x\nCMD y\n", "FROM a\nUSER 65532:65532\nENTRYPOINT x\nCMD y\n"],
  ["FROM a\nCMD x\nRUN y\n", "FROM a\nCMD x\nRUN y\nUSER 65532:65532\n"],
  ["FROM a\nUSER root\nEXPOSE 80\nCMD x\n", "FROM a\nUSER root\nEXPOSE 80\nUSER 65532:65532\nCMD x\n"],
  ["FROM a\nCMD x\nUSER 0\n", "FROM a\nCMD x\nUSER 0\nUSER 65532:65532\n"],
  ["FROM a AS b\nCMD x\nFROM b\nCOPY . .", "FROM a AS b\nCMD x\nFROM b\nCOPY . .\nUSER 65532:65532"],
  ["FROM a\r\nCMD x\r\n", "FROM a\r\nUSER 65532:65532\r\nCMD x\r\n"],
  ["FROM a\nRUN <<E\nx\nE\n", "FROM a\nRUN <<E\nx\nE\nUSER 65532:65532\n"],
])("%j becomes %j", async (before, after) => {
  expect(await mend(before)).toBe(after);
});

test("triggers for later builds are left alone", async () => {
  expect(await mend("FROM a\nONBUILD RUN x\nCMD x\n")).toContain("ONBUILD");
});
