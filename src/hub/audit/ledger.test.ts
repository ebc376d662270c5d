import { sql } from "kysely";
import { expect, test } from "vitest";
import { EMPTY_CHAIN, followChain } from "../../policy/ledger/chain.ts";
import { NOW, testHub } from "../testing/test-hub.ts";
import { recordDeed } from "./record-deed.ts";

test("deeds that are done at once form one chain, which its reader can check", async () => {
  await using hub = await testHub();
  const deed = { at: NOW, actor: "test", action: "test.do", about: "thing", detail: { a: 1 } };
  await Promise.all(
    Array.from({ length: 12 }, (_, n) =>
      hub.database
        .transaction()
        .execute(async (transaction) => await recordDeed(transaction, { ...deed, about: `thing ${n}` })),
    ),
  );
  const key = await hub.key("viewer");
  const first = await hub.ask("GET", "/v1/ledger?limit=5", { key });
  const rest = await hub.ask("GET", `/v1/ledger?after=${first.body.next}`, { key });
  const chain = followChain(followChain(EMPTY_CHAIN, first.body.items), rest.body.items);
  expect(chain).toMatchObject({ entries: 13, brokenAt: undefined });
});

test("what fails leaves no line, and no line can be changed", async () => {
  await using hub = await testHub();
  const deed = { at: NOW, actor: "test", action: "test.do", about: "thing", detail: {} };
  const failing = hub.database.transaction().execute(async (transaction) => {
    await recordDeed(transaction, deed);
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  await hub.database.transaction().execute(async (transaction) => await recordDeed(transaction, deed));
  expect((await hub.database.selectFrom("audit_entry").select("seq").execute()).map(({ seq }) => seq)).toEqual([1]);
  await expect(sql`update audit_entry set actor = 'x'`.execute(hub.database)).rejects.toThrow(/written once/);
  await expect(sql`delete from audit_entry`.execute(hub.database)).rejects.toThrow(/written once/);
  await expect(sql`truncate audit_entry`.execute(hub.database)).rejects.toThrow(/written once/);
});
