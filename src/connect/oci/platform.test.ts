import { expect, test } from "vitest";
import { choosePlatform, hostPlatform, readPlatform } from "./platform.ts";
import type { Descriptor } from "./schema.ts";

function image(os: string, architecture: string, variant?: string): Descriptor {
  const digest = `sha256:${architecture}${variant ?? ""}`;
  return { mediaType: "", digest, size: 1, platform: { os, architecture, ...(variant !== undefined && { variant }) } };
}

const attestation = {
  ...image("unknown", "unknown"),
  annotations: { "vnd.docker.reference.type": "attestation-manifest" },
};

test("the wanted platform, with or without its variant", () => {
  const all = [image("linux", "amd64"), image("linux", "arm", "v6"), image("linux", "arm64", "v8"), attestation];
  expect(choosePlatform(all, readPlatform("linux/arm64"), "x")).toBe(all[2]);
  expect(choosePlatform(all, readPlatform("linux/arm/v6"), "x")).toBe(all[1]);
  expect(choosePlatform([image("linux", "arm64")], readPlatform("linux/arm64/v8"), "x").digest).toBe("sha256:arm64");
});

test("without a wish this machine's, else the only one; attestations do not count", () => {
  const host = image("linux", hostPlatform().architecture);
  expect(choosePlatform([image("linux", "s390x"), host], undefined, "x")).toBe(host);
  const only = image("linux", "s390x");
  expect(choosePlatform([attestation, only], undefined, "x")).toBe(only);
});

test("no fit: the platforms that there are", () => {
  const all = [image("linux", "s390x"), image("windows", "mips")];
  expect(() => choosePlatform(all, undefined, "this image")).toThrow(
    expect.objectContaining({
      code: "oci/no-such-platform",
      advice: "Choose one with --platform: linux/s390x, windows/mips.",
    }),
  );
  expect(() => choosePlatform([image("linux", "s390x")], readPlatform("linux/riscv64"), "x")).toThrow("linux/riscv64");
  expect(() => readPlatform("arm64")).toThrow("arm64 is not a platform");
});
