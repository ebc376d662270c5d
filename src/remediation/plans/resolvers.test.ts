import { join } from "node:path";
import { expect, test } from "vitest";
import { createNetwork } from "../../connect/network.ts";
import { dockerRegistry, hasDockerRegistry } from "../../testing/docker-registry.ts";
import { fakeRegistry } from "../../testing/fake-registry.ts";
import { gitRepository } from "../../testing/git-repository.ts";
import { buildImage } from "../../testing/image-builder.ts";
import { createResolvers } from "./resolvers.ts";

const network = createNetwork({ offline: false, hosts: [] });

function forge() {
  const repository = gitRepository();
  const first = repository.commit("first", { a: "1" });
  for (const tag of ["v1", "v1.0", "v1.0.3", "v1.x", "v10.0.0"]) repository.git("tag", tag);
  repository.git("branch", "release");
  const second = repository.commit("second", { a: "2" });
  repository.git("tag", "v2");
  repository.git("branch", "v1");
  repository.git("clone", "--quiet", "--bare", ".", "forge/o/a");
  return {
    repository,
    first,
    second,
    resolvers: createResolvers({ network, forge: join(repository.path, "forge"), registries: [] }),
  };
}

test("a tag, with the most exact version on its commit; a branch", async () => {
  const { repository, first, second, resolvers } = forge();
  using _ = repository;
  expect(await resolvers.commitOf("o/a", "v1.0")).toEqual({ commit: first, version: "v1.0.3" });
  expect(await resolvers.commitOf("O/A".toLowerCase(), "v2")).toEqual({ commit: second, version: "v2" });
  expect(await resolvers.commitOf("o/a", "release")).toEqual({ commit: first, version: "release" });
});

test.each([
  ["o/a", "v1", "fix/two-meanings"],
  ["o/a", "v3", "fix/unknown-ref"],
  ["o/a", "0123abc", "fix/unknown-ref"],
  ["o/..", "v1", "fix/unknown-ref"],
  ["o/none", "v1", "connect/no-repository"],
])("%s at %s: %s", async (repository, ref, code) => {
  const made = forge();
  using _ = made.repository;
  await expect(made.resolvers.commitOf(repository, ref)).rejects.toMatchObject({ code });
});

test("a registry that only a file names is not asked", async () => {
  await using registry = await fakeRegistry();
  registry.offer("team/app:1", buildImage({ layers: [] }));
  const resolvers = createResolvers({ network, forge: "/", registries: [] });
  await expect(resolvers.digestOf(`${registry.host}/team/app:1`)).rejects.toMatchObject({
    code: "fix/registry-not-named",
  });
  expect(registry.requests).toEqual([]);
});

test.skipIf(!hasDockerRegistry())("the digest that Debian's registry has for a tag", async () => {
  await using registry = await dockerRegistry();
  const image = buildImage({ layers: [] });
  await registry.push("team/app:1", image);
  const resolvers = createResolvers({ network, forge: "/", registries: [registry.host] });
  expect(await resolvers.digestOf(`${registry.host}/team/app:1`)).toBe(image.digest);
});
