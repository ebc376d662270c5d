import { expect, test } from "vitest";
import { mendText } from "../testing/mend-text.ts";

const mend = (text: string) => mendText("workflows/checkout-credentials", "w.yml", text);

test.each([
  [
    "steps:\n  - uses: ▶actions/checkout@v4\n  - run: make\n",
    "steps:\n  - uses: actions/checkout@v4\n    with:\n      persist-credentials: false\n  - run: make\n",
  ],
  [
    "steps:\n- name: Get\n  uses: ▶actions/checkout@v4 # why\r\n  id: x\r\n",
    "steps:\n- name: Get\n  uses: actions/checkout@v4 # why\n  with:\n    persist-credentials: false\r\n  id: x\r\n",
  ],
  [
    "steps:\n  - uses: ▶actions/checkout@v4",
    "steps:\n  - uses: actions/checkout@v4\n    with:\n      persist-credentials: false",
  ],
  [
    "steps:\n  - uses: ▶actions/checkout@v4\n    with:\n      # deep\n      fetch-depth: 0\n      ref: x\n",
    "steps:\n  - uses: actions/checkout@v4\n    with:\n      # deep\n      persist-credentials: false\n      fetch-depth: 0\n      ref: x\n",
  ],
  [
    "steps:\n  - with:\n      persist-credentials: true # no\n    uses: ▶actions/checkout@v4\n",
    "steps:\n  - with:\n      persist-credentials: false # no\n    uses: actions/checkout@v4\n",
  ],
  [
    "steps:\n  - uses: ▶actions/checkout@v4\n    with: { fetch-depth: 0 }\n",
    "steps:\n  - uses: actions/checkout@v4\n    with: { persist-credentials: false, fetch-depth: 0 }\n",
  ],
  [
    "steps:\n  - uses: ▶actions/checkout@v4\n    with: {}\n",
    "steps:\n  - uses: actions/checkout@v4\n    with: { persist-credentials: false }\n",
  ],
  [
    "steps:\n  - uses: ▶actions/checkout@v4\n    with: # nothing yet\n  - run: x\n",
    "steps:\n  - uses: actions/checkout@v4\n    with: # nothing yet\n      persist-credentials: false\n  - run: x\n",
  ],
  [
    "steps: [{ uses: ▶actions/checkout@v4 }, { run: x }]\n",
    "steps: [{ uses: actions/checkout@v4, with: { persist-credentials: false } }, { run: x }]\n",
  ],
  [
    "steps:\n  - { uses: ▶'actions/checkout@v4', with: { persist-credentials: 'true' } }\n",
    "steps:\n  - { uses: 'actions/checkout@v4', with: { persist-credentials: false } }\n",
  ],
])("%j becomes %j", async (before, after) => {
  expect(await mend(before)).toBe(after);
});

test.each([
  ["a: &s\n  uses: x\nsteps:\n  - uses: ▶actions/checkout@v4\n    with: &w { ref: a }\n", "shared"],
  ["steps:\n  - &s\n    uses: ▶actions/checkout@v4\n", "shared"],
  ["steps:\n  - uses: ▶actions/checkout@v4\n    with: text\n", "no map"],
])("%j is left alone: %s", async (text, reason) => {
  expect(await mend(text)).toContain(reason);
});
