export { readVaultSession } from "./session.ts";
export { createVault, type Vault } from "./vault.ts";
