import { json, type Probe } from "./probe.ts";

/** Counts the keys without reading one: `\0` to `\0` is the whole range, in base 64. */
const COUNT_ALL_KEYS = JSON.stringify({ key: "AA==", range_end: "AA==", count_only: true });

/** etcd 3's JSON gateway. With authentication on it answers 400 "user name is empty", or 401. */
export const etcdProbe: Probe = {
  product: "etcd",
  challenges: [400, 401, 403],
  questions: [
    {
      method: "POST",
      path: "/v3/kv/range",
      body: COUNT_ALL_KEYS,
      gives: (answer) => (json(answer)?.header === undefined ? undefined : `all keys (${String(json(answer)?.count ?? 0)} of them)`),
    },
  ],
};
