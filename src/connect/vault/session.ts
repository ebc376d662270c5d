import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { WaybillError } from "../../core/errors.ts";

/** Where a vault is and who asks. */
export interface VaultSession {
  readonly address: string;
  readonly token: string;
  readonly namespace?: string;
}

/**
 * Reads address, token and namespace as the programs `bao` and `vault` do: from the call, then from `BAO_…`, then from
 * `VAULT_…`, the token at last from `~/.vault-token`.
 * @throws WaybillError `vault/no-address`, `vault/no-token`
 */
export function readVaultSession(
  call: { readonly address?: string | undefined; readonly tokenFile?: string | undefined },
  environment: NodeJS.ProcessEnv = process.env,
): VaultSession {
  const variable = (name: string) => environment[`BAO_${name}`] || environment[`VAULT_${name}`] || undefined;
  const address = call.address ?? variable("ADDR");
  if (address === undefined) {
    throw new WaybillError(
      "vault/no-address",
      "It is not said where the vault is.",
      "Set VAULT_ADDR or BAO_ADDR, or give --address https://HOST:8200.",
    );
  }
  const given = call.tokenFile === undefined ? variable("TOKEN") : undefined;
  const token = given ?? readToken(call.tokenFile ?? join(environment.HOME || homedir(), ".vault-token"));
  const namespace = variable("NAMESPACE");
  return { address, token, ...(namespace !== undefined && { namespace }) };
}

function readToken(file: string): string {
  try {
    const token = readFileSync(file, "utf8").trim();
    if (/^[\x21-\x7e]{1,4096}$/.test(token)) return token;
  } catch (fault) {
    throw noToken(file, fault);
  }
  throw noToken(file);
}

function noToken(file: string, cause?: unknown): WaybillError {
  return new WaybillError(
    "vault/no-token",
    `There is no token for the vault: VAULT_TOKEN and BAO_TOKEN are not set, and ${file} holds none.`,
    "Log in with `vault login` or `bao login`, or set VAULT_TOKEN.",
    { cause },
  );
}
