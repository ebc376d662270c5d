import { type Body, json } from "../../connect/probe/ask.ts";
import type { Probe } from "./probe.ts";

/** Counts the keys without reading one: `\0` to `\0` is the whole range, in base 64. */
const COUNT_ALL_KEYS = JSON.stringify({ key: "AA==", range_end: "AA==", count_only: true });

/** etcd 3's JSON gateway. With authentication on it answers 400 "user name is empty", or 401. */
export const etcdProbe: Probe = {
  product: "etcd",
  challenges: [400, 401, 403],
  questions: [
    {
      // The gateway writes 64-bit numbers as strings, and leaves a zero out.
      method: "POST",
      path: "/v3/kv/range",
      body: COUNT_ALL_KEYS,
      gives: (answer) => (json(answer)?.header === undefined ? undefined : `all keys (${countIn(answer)} of them)`),
    },
  ],
};

function countIn(answer: Body): string {
  const count = json(answer)?.count;
  return typeof count === "string" ? count : "0";
}
