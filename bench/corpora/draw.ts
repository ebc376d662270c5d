/** Draws numbers and words that are the same on every machine and day. */
export class Draw {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 to `below`, exclusive. A linear congruence is random enough for texts. */
  number(below: number): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * below);
  }

  of<T>(choices: readonly T[]): T {
    const choice = choices[this.number(choices.length)];
    if (choice === undefined) throw new Error("nothing to draw from");
    return choice;
  }

  word(): string {
    return this.of(WORDS);
  }

  /** A sentence of 6 to 17 words. */
  sentence(): string {
    const words = Array.from({ length: 6 + this.number(12) }, () => this.word());
    const [first = "", ...rest] = words;
    return `${first.charAt(0).toUpperCase()}${first.slice(1)} ${rest.join(" ")}.`;
  }

  /** Two words in camel case, with a number so that names differ. */
  name(): string {
    const second = this.word();
    return `${this.word()}${second.charAt(0).toUpperCase()}${second.slice(1)}${this.number(90)}`;
  }

  text(alphabet: string, length: number): string {
    return Array.from({ length }, () => alphabet[this.number(alphabet.length)]).join("");
  }

  hex(length: number): string {
    return this.text("0123456789abcdef", length);
  }

  version(): string {
    return `${this.number(9)}.${this.number(30)}.${this.number(20)}`;
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.number(256)));
  }
}

const WORDS = (
  "anchor barge berth bill bridge buoy cabin cargo carrier chart clerk coast convoy crane crate crew current customs " +
  "deck depot dock draft driver dune estuary export ferry fleet float freight gale gate grain harbour haul hold hull " +
  "inlet island journey keel ladder lantern ledger lift light lock manifest mark mast meter mooring night north notice " +
  "officer order pallet parcel passage pier pilot port quay rail ramp ready record reef river road rope round route " +
  "sail scale seal sheet ship shore signal silo slip sound south station stern stock storm stow tide timber toll tonne " +
  "tower track trade trailer train transit truck tug vessel voyage wagon watch wave weigh west wharf wind yard"
).split(" ");
