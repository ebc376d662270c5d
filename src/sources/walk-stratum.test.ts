import { join } from "node:path";
import { expect, test } from "vitest";
import { createNetwork } from "../connect/network.ts";
import { DEFAULT_LIMITS } from "../core/limits.ts";
import { gitRepository } from "../testing/git-repository.ts";
import { buildImage, writeOciLayout } from "../testing/image-builder.ts";
import { recordingVisitor } from "../testing/recording-visitor.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { openTarget, walkStratum } from "./index.ts";

const options = {
  network: createNetwork({ offline: true, hosts: [] }),
  cacheDirectory: "/nowhere",
  limits: DEFAULT_LIMITS,
};

test("an aborted walk ends with the reason, in every form", async () => {
  using folder = temporaryFolder({ "files/a": Buffer.alloc(20 << 20) });
  writeOciLayout(join(folder.path, "layout"), [{ image: buildImage({ layers: [{ items: [{ path: "a" }] }] }) }]);
  using repository = gitRepository();
  repository.commit("first", { a: "a" });
  repository.git("clone", "--quiet", "--bare", ".", "bare.git");
  const reason = new Error("enough");
  for (const ref of [join(folder.path, "files"), join(folder.path, "layout"), join(repository.path, "bare.git")]) {
    const { strata } = await openTarget(ref, options);
    const [stratum] = strata;
    if (stratum === undefined) throw new Error("nothing to walk");
    const walking = walkStratum(stratum, recordingVisitor(), DEFAULT_LIMITS, AbortSignal.abort(reason));
    await expect(walking).rejects.toBe(reason);
  }
});

test("what a visitor throws comes through, and a git that was still printing is ended", async () => {
  using repository = gitRepository();
  repository.commit("first", { a: "a".repeat(5_000_000), b: "b".repeat(5_000_000) });
  const { strata } = await openTarget(repository.path, { ...options, history: true });
  for (const stratum of strata) {
    const visitor = {
      ...recordingVisitor("stream"),
      stream: () => ({
        push: () => {
          throw Object.assign(new Error("crashed"), { code: "some/code" });
        },
        end: () => {},
      }),
    };
    await expect(walkStratum(stratum, visitor, DEFAULT_LIMITS)).rejects.toThrow("crashed");
  }
});

test("a stream that has enough is closed, and the next file still comes", async () => {
  using repository = gitRepository();
  repository.commit("first", { a: "a".repeat(1_000_000), b: "b" });
  const { strata } = await openTarget(repository.path, { ...options, history: true });
  for (const stratum of strata) {
    const told: string[] = [];
    const visitor = {
      ...recordingVisitor("stream"),
      stream: ({ path }: { path: string }) => ({
        push: () => {
          told.push(path);
          return false;
        },
        end: () => void told.push("end"),
      }),
    };
    await walkStratum(stratum, visitor, DEFAULT_LIMITS);
    expect(told).toEqual(["a", "end", "b", "end"]);
  }
});
