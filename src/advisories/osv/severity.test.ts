import { expect, test } from "vitest";
import { cvss2Score } from "./cvss/cvss2.ts";
import { cvss3Score } from "./cvss/cvss3.ts";
import { cvss4Score } from "./cvss/cvss4.ts";
import { gradeOf } from "./severity.ts";

// Scores by FIRST's calculators.
test.each([
  ["AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H", 10],
  ["AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 9.3],
  ["AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N", 0],
  ["AV:A/AC:H/AT:N/PR:H/UI:P/VC:L/VI:H/VA:H/SC:H/SI:H/SA:L/E:P", 4.6],
  ["AV:N/AC:L/AT:P/PR:L/UI:N/VC:H/VI:L/VA:H/SC:H/SI:N/SA:L/E:P", 5.7],
  ["AV:A/AC:L/AT:P/PR:L/UI:A/VC:N/VI:L/VA:H/SC:N/SI:L/SA:N/E:U", 0.7],
  ["AV:A/AC:H/AT:P/PR:H/UI:P/VC:L/VI:L/VA:H/SC:H/SI:L/SA:L/E:X", 5.9],
  ["AV:N/AC:L/AT:P/PR:H/UI:P/VC:N/VI:N/VA:N/SC:L/SI:N/SA:L/E:A", 2],
  ["AV:P/AC:H/AT:N/PR:L/UI:P/VC:N/VI:H/VA:L/SC:N/SI:H/SA:L/E:X", 5.7],
  ["AV:N/AC:H/AT:P/PR:L/UI:N/VC:N/VI:L/VA:N/SC:N/SI:H/SA:L/E:A", 5.1],
])("CVSS:4.0/%s is %s", (vector, score) => {
  expect(cvss4Score(`CVSS:4.0/${vector}`)).toBe(score);
});

test.each([
  ["AV:N/AC:M/Au:S/C:P/I:P/A:P", 6],
  ["AV:N/AC:L/Au:N/C:C/I:C/A:C", 10],
  ["(AV:A/AC:H/Au:M/C:C/I:C/A:N)", 5.7],
  ["AV:L/AC:L/Au:N/C:N/I:N/A:N", 0],
])("CVSS 2 %s is %s", (vector, score) => {
  expect(cvss2Score(vector)).toBe(score);
});

test.each(["", "CVSS:4.0/", "CVSS:4.0/AV:N", "CVSS:4.0/AV:NA/AC:L", "CVSS:3.1/AV:N", "AV:N/AC:L/Au:X/C:C/I:C/A:C"])(
  "%j is no vector",
  (text) => expect([cvss4Score(text), cvss3Score(text), cvss2Score(text)]).toEqual([undefined, undefined, undefined]),
);

test("the newest standard counts, and a record's own word when it has no vector", () => {
  const record = { id: "X", modified: "2026-01-01T00:00:00Z" };
  const vectors = [
    { type: "CVSS_V2", score: "AV:N/AC:L/Au:N/C:C/I:C/A:C" },
    { type: "CVSS_V3", score: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" },
    { type: "CVSS_V4", score: "CVSS:4.0/AV:A/AC:L/AT:P/PR:L/UI:A/VC:N/VI:L/VA:H/SC:N/SI:L/SA:N/E:U" },
  ];
  const severities = [3, 2, 1].map((count) => gradeOf({ ...record, severity: vectors.slice(0, count) })?.severity);
  expect(severities).toEqual(["low", "critical", "critical"]);
  expect(gradeOf({ ...record, database_specific: { severity: "MODERATE" } })?.severity).toBe("medium");
  expect(gradeOf(record)).toBeUndefined();
});
