import { expect, test } from "vitest";
import type { Look } from "../core/analyzer.ts";
import { DEFAULT_CONFIGURATION } from "../core/configuration.ts";
import type { Fact } from "../core/fact.ts";
import type { Place } from "../core/place.ts";
import type { TargetKind } from "../core/target.ts";
import { credentialsIn } from "./credentials-in.ts";
import { formatOf } from "./file-kinds.ts";
import { secrets } from "./index.ts";
import { Maker } from "./samples.ts";

// Put together here, so that this file allows nothing itself.
const ALLOW = ["waybill", "allow"].join(":");
const token = new Maker("allowance").withChecksum("ghp_");

function factsIn(text: string, place: Place): Fact[] {
  const path = place.path ?? "";
  const searched = { bytes: Buffer.from(text), path, format: formatOf(path) };
  return credentialsIn(searched, place, { identityKey: "k", explain: false });
}

async function excuse(facts: readonly Fact[], kind: TargetKind = "git") {
  const look: Look = {
    opened: {
      target: { kind, ref: "." },
      strata: [],
      facts: [],
      gaps: [],
      leftOut: {},
      identity: "root",
      close: () => Promise.resolve(),
    },
    facts: {
      of: <F extends Fact>(of: F["kind"]) => facts.filter((fact) => fact.kind === of) as unknown as readonly F[],
    },
    configuration: DEFAULT_CONFIGURATION,
    network: { offline: true, request: () => Promise.reject(new Error("offline")) },
    dataDirectory: "",
    now: new Date(0),
    explain: false,
  };
  const outcomes = await Promise.all(secrets.map(async (analyzer) => await analyzer.analyze(look)));
  const findings = outcomes.flatMap((outcome) => outcome.findings);
  expect(findings).toHaveLength(1);
  const claims = findings[0]?.evidence.filter(({ kind }) => kind === "claim").map(({ text }) => text);
  return findings[0]?.excuse?.reason ?? claims;
}

test.each([
  ["behind it", `T=${token} # ${ALLOW} github-token revoked in May`, "revoked in May"],
  ["with the room", `T=${token} # ${ALLOW} secrets/github-token revoked`, "revoked"],
  ["in a closed comment", `<a>${token}</a> <!-- ${ALLOW} github-token revoked -->`, "revoked"],
  ["on the line above", `// ${ALLOW} github-token revoked\nconst t = "${token}";`, "revoked"],
  ["in JSON", `{"//": "${ALLOW} github-token revoked",\n"t": "${token}"}`, []],
  ["above, behind something else", `a=1 # ${ALLOW} github-token revoked\nT=${token}`, []],
  ["two lines above", `# ${ALLOW} github-token revoked\n\nT=${token}`, []],
  ["without a reason", `T=${token} # ${ALLOW} github-token`, [expect.stringContaining("gives no reason")]],
  ["for another rule", `T=${token} # ${ALLOW} npm-token revoked`, [expect.stringContaining("another rule")]],
  ["whose reason is the value", `T=${token} # ${ALLOW} github-token ${token}`, [expect.stringContaining("no reason")]],
])("an allowance %s", async (_, text, answer) => {
  expect(await excuse(factsIn(text, { path: "a.txt" }))).toEqual(answer);
});

test("every present place has to allow it; a past one only when it is nowhere else", async () => {
  const allowed = `T=${token} # ${ALLOW} github-token revoked`;
  const past = { path: "a", commit: "c1" };
  expect(await excuse([...factsIn(allowed, { path: "a" }), ...factsIn(token, { path: "b" })])).toEqual([]);
  expect(await excuse([...factsIn(allowed, { path: "a" }), ...factsIn(token, past)])).toBe("revoked");
  expect(await excuse(factsIn(allowed, past))).toBe("revoked");
  expect(await excuse([...factsIn(allowed, past), ...factsIn(token, { path: "a", commit: "c2" })])).toEqual([]);
});

test("an image's files excuse nothing, and it is told that they tried", async () => {
  const facts = factsIn(`T=${token} # ${ALLOW} github-token revoked`, { path: "a", layer: "sha256:aa" });
  expect(await excuse(facts, "image")).toEqual([
    expect.stringContaining("does not count in a target of the kind image"),
  ]);
});
