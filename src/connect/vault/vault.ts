import type * as z from "zod";
import { WaybillError } from "../../core/errors.ts";
import type { Answer, Network } from "../../core/network.ts";
import { isLoopback } from "../network.ts";
import { Health, MountAnswer, SecretAnswer, WrittenAnswer } from "./schema.ts";

export interface VaultOptions {
  /** `https://vault.example.com:8200`; without encryption on this machine alone. */
  readonly address: string;
  readonly token: string;
  readonly namespace?: string | undefined;
  readonly network: Network;
  readonly signal?: AbortSignal | undefined;
}

interface StoredSecret {
  readonly data: Readonly<Record<string, unknown>>;
  readonly version: number;
}

/** HashiCorp Vault or OpenBao, as far as secrets are moved there. No value and no token is ever in an error. */
export interface Vault {
  readonly address: string;
  /** Answers for a sealed or sleeping server, too. */
  health(): Promise<Health>;
  /** What is mounted there, such as `{ type: "kv", version: "2" }`; undefined when nothing is, or this token may not know. */
  mount(name: string): Promise<{ readonly type: string; readonly version: string } | undefined>;
  /** The newest version; undefined when there is none, or it was deleted. */
  readSecret(mount: string, path: string): Promise<StoredSecret | undefined>;
  /**
   * Writes a new version if `cas` is the number of the present one, 0 for none. Answers the new number, or
   * `"other version"` when somebody was there before.
   */
  writeSecret(
    mount: string,
    path: string,
    data: Readonly<Record<string, string>>,
    cas: number,
  ): Promise<number | "other version">;
}

/** @throws WaybillError `vault/bad-address`, `vault/plain-http` */
export function createVault({ address, token, namespace, network, signal }: VaultOptions): Vault {
  const base = readAddress(address);
  const ask = async (method: "GET" | "POST", path: string, body?: unknown): Promise<Answer> =>
    await network.request(new URL(`${base.pathname}v1/${path}`, base), {
      method,
      headers: {
        "x-vault-request": "true",
        "x-vault-token": token,
        ...(namespace !== undefined && namespace !== "" && { "x-vault-namespace": namespace }),
      },
      hosts: [base.host],
      limit: 4 * 1024 * 1024,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
  return {
    address: base.href.replace(/\/$/, ""),
    async health() {
      const answer = await ask("GET", "sys/health?standbyok=true&sealedcode=200&uninitcode=200");
      if (answer.status !== 200) throw refused(base, "its health", answer.status);
      return read(Health, await answer.text(), base);
    },
    async mount(name) {
      const answer = await ask("GET", `sys/internal/ui/mounts/${encodePath(name)}`);
      const text = await answer.text();
      // A mount that is not there and one that this token may not know are both answered with 403.
      if (answer.status === 403 || answer.status === 404) return undefined;
      if (answer.status !== 200) throw refused(base, `the mount ${name}`, answer.status);
      const { data } = read(MountAnswer, text, base);
      return { type: data.type, version: data.options?.version ?? "1" };
    },
    async readSecret(mount, path) {
      const answer = await ask("GET", `${encodePath(mount)}/data/${encodePath(path)}`);
      const text = await answer.text();
      if (answer.status === 404) return undefined;
      if (answer.status !== 200) throw refused(base, `reading ${mount}/${path}`, answer.status);
      const { data } = read(SecretAnswer, text, base);
      return { data: data.data, version: data.metadata.version };
    },
    async writeSecret(mount, path, data, cas) {
      const answer = await ask("POST", `${encodePath(mount)}/data/${encodePath(path)}`, { data, options: { cas } });
      const text = await answer.text();
      if (answer.status === 400 && text.includes("check-and-set")) return "other version";
      if (answer.status !== 200) throw refused(base, `writing ${mount}/${path}`, answer.status);
      return read(WrittenAnswer, text, base).data.version;
    },
  };
}

function readAddress(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== "" || url.search + url.hash !== "") {
    throw new WaybillError(
      "vault/bad-address",
      "The vault's address is not an http or https URL, or holds more than a host, a port and a path.",
      "Write https://HOST:8200.",
    );
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    throw new WaybillError(
      "vault/plain-http",
      `${url.host} would get the token and the secrets without encryption.`,
      "Use https; only a vault on this machine is spoken to without it.",
    );
  }
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}

/** Each part for itself, so that no name leads to another place of the server. */
function encodePath(path: string): string {
  const parts = path.split("/");
  if (parts.some((part) => part === "" || part === "." || part === "..")) {
    throw new WaybillError(
      "vault/bad-path",
      `${JSON.stringify(path)} names no place in a vault.`,
      "Write a mount such as secret or team/kv.",
    );
  }
  return parts.map(encodeURIComponent).join("/");
}

/** What the server says of an error may quote what it was sent, so only its status is told. */
function refused({ host }: URL, what: string, status: number): WaybillError {
  switch (status) {
    case 401:
    case 403:
      return new WaybillError(
        "vault/denied",
        `The vault at ${host} refuses ${what}: this token may not, or has ended.`,
        "Take a token whose policy allows create, read and update below the mount's data/waybill/, in the right namespace.",
      );
    case 404:
      return new WaybillError(
        "vault/not-found",
        `The vault at ${host} has nothing there for ${what}.`,
        "Look whether the mount's name is right and whether it is a KV store of version 2.",
      );
    case 503:
      return new WaybillError(
        "connect/vault-sealed",
        `The vault at ${host} is sealed or not yet set up.`,
        "Unseal it, then run this again.",
      );
    case 307:
    case 308:
      return new WaybillError(
        "connect/vault-elsewhere",
        `The vault at ${host} sends us on to another server, which is not followed with a token.`,
        "Name the active server with --address.",
      );
    default:
      return new WaybillError(
        "connect/vault-refused",
        `The vault at ${host} answered ${status} to ${what}.`,
        "Look into its log and run this again.",
      );
  }
}

function read<T>(schema: z.ZodType<T>, text: string, { host }: URL): T {
  const parsed = schema.safeParse(asJson(text));
  if (parsed.success) return parsed.data;
  throw new WaybillError(
    "connect/no-vault",
    `${host} does not answer as Vault or OpenBao do.`,
    "Look whether the address and its port are those of the vault.",
  );
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // refused by the schema
  }
}
