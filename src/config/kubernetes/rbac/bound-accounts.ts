import type { ServiceAccount } from "../facts.ts";
import type { Binding, MissingAccount } from "./facts.ts";

/** The accounts that bindings name, each with whether it is there: of a live cluster, which shows all of them or none. */
export function boundAccounts(bindings: readonly Binding[], accounts: readonly ServiceAccount[]): MissingAccount[] {
  const known = new Set(accounts.map(({ namespace, name }) => `${namespace}/${name}`));
  if (known.size === 0) return []; // they were not shown
  return bindings.flatMap(({ at, subject, title, role, holders }) =>
    holders
      .filter(({ kind }) => kind === "ServiceAccount")
      .map(({ namespace, name }): MissingAccount => {
        const account = `${namespace}/${name}`;
        const isThere = known.has(account);
        return { kind: "missing-account", at, subject, binding: title, role: role.name, account, isThere };
      }),
  );
}
