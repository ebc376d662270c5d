export { readVaultSession, type VaultSession } from "./session.ts";
export { createVault, type StoredSecret, type Vault, type VaultOptions } from "./vault.ts";
