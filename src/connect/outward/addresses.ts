import { BlockList, isIP } from "node:net";
import { WaybillError } from "../../core/errors.ts";

/**
 * What is no one's on the internet, or leads back into one's own network: IANA's registries of special-purpose
 * addresses (RFC 6890 and what came after). Of IPv6 only what is given out (2000::/3) counts as outside at all.
 */
const INSIDE_4 = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
];
const OUTSIDE_6 = "2000::/3";
/** Documentation, Teredo and the like, and addresses of IPv4 in another coat (6to4). */
const INSIDE_6 = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"];

const inside = listOf([...INSIDE_4, ...INSIDE_6]);
const outside6 = listOf([OUTSIDE_6]);

/** Whether an address is on the internet, so that speaking to it reaches nothing that only we can reach. */
export function isOutside(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  const text = address.replace(/%.*$/, "");
  if (family === 4) return !inside.check(text, "ipv4");
  return outside6.check(text, "ipv6") && !inside.check(text, "ipv6");
}

/** Addresses and ranges that somebody named. */
export interface AddressList {
  has(address: string): boolean;
}

/** Reads `10.1.0.0/16`, `127.0.0.1`, `fd00::/8`. @throws WaybillError where one is none */
export function readAddresses(texts: readonly string[]): AddressList {
  const list = listOf(texts);
  return {
    has(address) {
      const family = isIP(address);
      return family !== 0 && list.check(address.replace(/%.*$/, ""), family === 4 ? "ipv4" : "ipv6");
    },
  };
}

function listOf(texts: readonly string[]): BlockList {
  const list = new BlockList();
  for (const text of texts) {
    const [address = "", bits] = text.trim().split("/");
    const family = isIP(address);
    const widest = family === 4 ? 32 : 128;
    const length = bits === undefined ? widest : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
    if (family === 0 || !(length <= widest))
      throw new WaybillError(
        "connect/no-range",
        `${text.slice(0, 60)} is no address and no range of addresses.`,
        "Write it like 10.1.2.3 or 10.1.0.0/16.",
      );
    list.addSubnet(address, length, family === 4 ? "ipv4" : "ipv6");
  }
  return list;
}
