import type { Vault } from "../../connect/vault/index.ts";
import { WaybillError } from "../../core/errors.ts";
import { type Move, vaultPath } from "./consumer.ts";

/** One credential that the vault holds now, read back and compared. */
export interface Stored {
  readonly credential: string;
  readonly path: string;
  readonly version: number;
  /** It was there before with the same value. */
  readonly wasThere: boolean;
}

/** @throws WaybillError `vault/no-kv2` when the mount is no KV store of version 2 that this token may see */
export async function demandStore(vault: Vault, mount: string): Promise<void> {
  const { sealed, initialized } = await vault.health();
  if (sealed || !initialized) {
    throw new WaybillError(
      "connect/vault-sealed",
      `The vault at ${vault.address} is ${initialized ? "sealed" : "not yet set up"}.`,
      "Unseal it, then run this again.",
    );
  }
  const found = await vault.mount(mount);
  if (found?.type === "kv" && found.version === "2") return;
  const what =
    found === undefined ? "nothing that this token may see" : `a ${found.type} store of version ${found.version}`;
  throw new WaybillError(
    "vault/no-kv2",
    `The vault at ${vault.address} has ${what} at ${mount}.`,
    "Name a KV store of version 2 with --mount; version 1 cannot refuse to write over what is there.",
  );
}

/**
 * Stores one value where nothing is yet, then reads it back and compares. What is there already with the same value is
 * fine; another value stays, and everything stops.
 * @throws WaybillError `vault/other-value`, `vault/not-read-back`
 */
export async function store(vault: Vault, mount: string, { credential, value }: Move): Promise<Stored> {
  const path = vaultPath(credential.id);
  const written = await vault.writeSecret(mount, path, { value }, 0);
  const back = await vault.readSecret(mount, path);
  if (back?.data.value === value) {
    return { credential: credential.id, path, version: back.version, wasThere: written === "other version" };
  }
  if (written !== "other version") {
    throw new WaybillError(
      "vault/not-read-back",
      `What was stored at ${mount}/${path} did not come back the same.`,
      "Nothing was rewritten. Look whether this token may read there, and into the vault's log.",
    );
  }
  const what = back === undefined ? "a deleted version" : "another value";
  throw new WaybillError(
    "vault/other-value",
    `At ${mount}/${path} there is ${what}, and it is left as it is.`,
    "Look who put it there; remove it with `kv metadata delete` if nobody needs it, then run this again.",
  );
}
