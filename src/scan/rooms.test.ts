import { expect, test } from "vitest";
import { ROOMS } from "../core/room.ts";
import { analyzersFor } from "./rooms.ts";

test.each([
  [{ only: ["inventory"], skip: [] }, ["inventory"]],
  [{ only: ["advisories/known-vulnerability"], skip: [] }, ["inventory", "advisories"]],
  [{ only: ["trust/references"], skip: [] }, ["inventory", "workflows", "config", "trust"]],
  [{ only: ["no-such-room"], skip: [] }, ROOMS],
  [{ only: ["inventory"], skip: ["secretz/x"] }, ROOMS],
  [{ only: [], skip: ["secrets"] }, ROOMS],
])("%j asks %j", async (selection, rooms) => {
  const asked = new Set((await analyzersFor(selection)).map(({ room }) => room));
  expect([...asked]).toEqual(rooms);
});
