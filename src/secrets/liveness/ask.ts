import { randomInt } from "node:crypto";
import { WaybillError } from "../../core/errors.ts";
import type { Network } from "../../core/network.ts";
import type { Provider } from "./providers.ts";

/** `live`: its provider takes it. `dead`: its provider refuses it. Whatever is neither says why. */
export type Liveness =
  | { readonly kind: "live"; readonly host: string }
  | { readonly kind: "dead"; readonly host: string }
  | { readonly kind: "inconclusive"; readonly host: string; readonly reason: string };

const LIMIT = 64 * 1024;
const TIMEOUT = 10_000;

/**
 * Asks one provider about values, one after the other. A made-up value of the same form goes first: a provider that does
 * not refuse that one knows nothing of any, and the others are not sent at all.
 */
export class Asking {
  readonly #provider: Provider;
  readonly #address: URL;
  readonly #network: Network;
  #control: Promise<string | undefined> | undefined;

  /** @param address of the provider, as the configuration names it: that is what permits to ask there */
  constructor(provider: Provider, address: string, network: Network) {
    this.#provider = provider;
    this.#address = new URL(address);
    this.#network = network;
  }

  async about(value: string): Promise<Liveness> {
    const { host } = this.#address;
    this.#control ??= this.#whyUnbelievable(value);
    const unbelievable = await this.#control;
    if (unbelievable !== undefined) return { kind: "inconclusive", host, reason: unbelievable };
    const answer = await this.#ask(value);
    if (answer === "live" || answer === "dead") return { kind: answer, host };
    return { kind: "inconclusive", host, reason: answer.reason };
  }

  async #whyUnbelievable(value: string): Promise<string | undefined> {
    const answer = await this.#ask(madeUpLike(value));
    if (answer === "dead") return undefined;
    return answer === "live" ? "it takes a made-up value, too" : answer.reason;
  }

  /** What goes wrong is told by its kind alone: a message could hold what was sent. */
  async #ask(value: string): Promise<"live" | "dead" | { readonly reason: string }> {
    const { method, path, headers, meaning } = this.#provider;
    try {
      const answer = await this.#network.request(new URL(`${this.#address.href.replace(/\/$/, "")}${path}`), {
        ...(method !== undefined && { method, body: "" }),
        headers: headers(value),
        hosts: [this.#address.host],
        limit: LIMIT,
        timeout: TIMEOUT,
      });
      const body = await answer.text();
      return meaning(answer.status, body) ?? { reason: `it answered with status ${answer.status}` };
    } catch (fault) {
      if (fault instanceof WaybillError) return { reason: `it could not be asked (${fault.code})` };
      return { reason: "it could not be asked" };
    }
  }
}

const CLASSES = ["abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"] as const;

/** Another value of the same form: signs and the first characters stay, up to the last sign among the first twelve. */
export function madeUpLike(value: string): string {
  const prefix = /^[A-Za-z\d]{1,8}[_.-](?:[A-Za-z\d]{1,8}[_.-])?/.exec(value)?.[0].length ?? 0;
  const rest = Array.from(value.slice(prefix), (character) => {
    const alphabet = CLASSES.find((characters) => characters.includes(character));
    return alphabet === undefined ? character : (alphabet[randomInt(alphabet.length)] ?? character);
  });
  return `${value.slice(0, prefix)}${rest.join("")}`;
}
