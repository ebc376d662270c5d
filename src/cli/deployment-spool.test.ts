import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { DeploymentSpool, type Spooled } from "./deployment-spool.ts";

const HUB = "https://hub.example.com";

function deployment(key: string, hour: number, hub = HUB): Spooled {
  return { hub, environment: "prod", digest: `sha256:${key}`, at: `2026-11-24T${hour}:00:00.000Z`, key };
}

test("what waits for a hub comes in the order of events, until it is acknowledged", () => {
  using folder = temporaryFolder();
  const spool = new DeploymentSpool(folder.path);
  expect(spool.waitingFor(HUB)).toEqual([]);
  const [late, early] = [deployment("b", 12), deployment("a", 10)];
  for (const one of [late, early, deployment("c", 11, "https://other.example.com")]) spool.add(one);
  writeFileSync(join(folder.path, "hub-spool", "broken.json"), "{");
  expect(new DeploymentSpool(folder.path).waitingFor(HUB)).toEqual([early, late]);
  spool.acknowledged(early);
  expect(spool.waitingFor(HUB)).toEqual([late]);
});
