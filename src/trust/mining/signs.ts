import type { MiningKind } from "../facts.ts";
import { moneroAddressesIn } from "./wallet.ts";

/** File names of well-known miners, as seen in mining images (Unit 42, 2021; Aqua, 2020). */
const PROGRAMS = new Set([
  "xmrig",
  "xmrig-notls",
  "xmr-stak",
  "xmr-stak-rx",
  "minerd",
  "cpuminer",
  "cpuminer-multi",
  "ccminer",
  "cgminer",
  "bfgminer",
  "ethminer",
  "nbminer",
  "t-rex",
  "lolminer",
  "phoenixminer",
  "nanominer",
  "srbminer-multi",
  "teamredminer",
  "gminer",
  "claymore",
  "kinsing",
  "kdevtmpfsi",
]);

/** Domains of public mining pools; matched with the dot or the start before them. */
const POOLS = [
  "supportxmr.com",
  "minexmr.com",
  "nanopool.org",
  "moneroocean.stream",
  "hashvault.pro",
  "c3pool.com",
  "2miners.com",
  "nicehash.com",
  "herominers.com",
  "unmineable.com",
  "xmrpool.eu",
  "dwarfpool.com",
  "monerohash.com",
  "crypto-pool.fr",
  "minergate.com",
  "xmr.pt",
  "zpool.ca",
  "poolin.com",
  "kryptex.network",
  "skypool.org",
];

const POOL_DOMAIN = new RegExp(
  `(?<![\\w-])(?:${POOLS.map((pool) => pool.replaceAll(".", "\\.")).join("|")})(?![\\w-])`,
  "i",
);

/** A pool's domain with the names before it. They are looked at once it is found: at every place they cost too much. */
function poolNameIn(text: string): string | undefined {
  const found = POOL_DOMAIN.exec(text);
  if (found === null) return undefined;
  const before = text.slice(Math.max(0, found.index - 128), found.index);
  return `${/(?:[a-z0-9-]{1,40}\.){0,3}$/i.exec(before)?.[0] ?? ""}${found[0]}`;
}

const POOL_ADDRESS = /stratum2?\+(?:tcp|ssl|tls|udp):\/\/[\w.:-]{0,80}/i;

export interface Sign {
  readonly sign: MiningKind;
  readonly shown: string;
}

/** By its name alone; an executable bit is asked for by the caller. */
export function programSign(path: string): Sign | undefined {
  const name = path
    .slice(path.lastIndexOf("/") + 1)
    .toLowerCase()
    .replace(/\.(?:exe|bin)$/, "");
  return PROGRAMS.has(name) ? { sign: "miner program", shown: name } : undefined;
}

/** Signs in a text: a configuration, a script, the strings of a program. */
export function signsIn(text: string): Sign[] {
  const signs: Sign[] = [];
  const address = POOL_ADDRESS.exec(text)?.[0];
  const pool = poolNameIn(text);
  if (address !== undefined) signs.push({ sign: "pool address", shown: address });
  if (pool !== undefined) signs.push({ sign: "pool name", shown: pool });
  if (isMinerConfiguration(text)) signs.push({ sign: "miner configuration", shown: "settings of a miner" });
  for (const wallet of moneroAddressesIn(text))
    signs.push({ sign: "wallet", shown: `Monero address ${wallet.slice(0, 8)}…, checksum right` });
  return signs;
}

function isMinerConfiguration(text: string): boolean {
  const hints = ['"donate-level"', '"rx/0"', '"randomx"', '"pools"', '"cryptonight"', '"nicehash"'].filter((hint) =>
    text.includes(hint),
  );
  return hints.length >= 2 || /--donate-level[= ]\d|--algo[= ](?:rx\/0|cryptonight|randomx)/.test(text);
}

/** Whether a file starts things by itself: cron, systemd, init, profile, preloaded library. */
export function startsThings(path: string): boolean {
  return /^(?:etc\/(?:cron(?:\.[a-z]+\/|tab$)|init\.d\/|rc\.local$|profile(?:\.d\/|$)|systemd\/system\/|ld\.so\.preload$)|(?:usr\/)?lib\/systemd\/system\/|var\/spool\/cron\/|root\/\.(?:bashrc|profile)$)/.test(
    path,
  );
}

/** A start-up text that calls a miner or fetches and runs something. */
export function startUpSign(text: string): Sign | undefined {
  for (const [word] of text.matchAll(/[\w./-]{3,120}/g)) {
    const program = programSign(word);
    if (program !== undefined) return { sign: "start-up", shown: `starts ${program.shown}` };
  }
  const fetched = /(?:curl|wget)[^\n|;]{0,200}\|\s*(?:ba|da)?sh\b/.exec(text)?.[0];
  return fetched === undefined ? undefined : { sign: "start-up", shown: fetched.slice(0, 80) };
}
