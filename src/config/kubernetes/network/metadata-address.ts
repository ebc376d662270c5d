import { BlockList, isIP } from "node:net";
import { asList, asMap, asScalar, type Mapping, mapAt, maps } from "../../../documents/shape.ts";

/** Where clouds hand out the node's credentials: AWS, Azure, Google and others; AWS by IPv6; Alibaba. All by HTTP at port 80. */
const ADDRESSES = ["169.254.169.254", "fd00:ec2::254", "100.100.100.200"] as const;
const PORT = 80;
const EVERYWHERE: Mapping = { cidr: "0.0.0.0/0" };

/** The first of the clouds' metadata addresses that a NetworkPolicy's egress rules open by a range, or by naming nobody; empty for none. */
export function openedMetadata(egress: unknown): string {
  const blocks = asList(egress).flatMap((value) => {
    const rule = asMap(value) ?? {};
    if (!opensPort(maps(rule.ports))) return [];
    const peers = maps(rule.to);
    return peers.length === 0 ? [EVERYWHERE] : peers.map(({ ipBlock }) => mapAt(ipBlock));
  });
  return ADDRESSES.find((address) => blocks.some((block) => lets(block, address))) ?? "";
}

/** No ports means all of them. */
function opensPort(ports: readonly Mapping[]): boolean {
  if (ports.length === 0) return true;
  return ports.some(({ protocol, port, endPort }) => {
    if (protocol !== undefined && protocol !== "TCP") return false;
    if (port === undefined) return true;
    const first = Number(asScalar(port));
    const last = endPort === undefined ? first : Number(asScalar(endPort));
    return first <= PORT && PORT <= last;
  });
}

function lets({ cidr, except }: Mapping, address: string): boolean {
  return holds(cidr, address) && !asList(except).some((range) => holds(range, address));
}

/** Whether a range such as `10.0.0.0/8` holds an address; what is no range holds none. */
function holds(range: unknown, address: string): boolean {
  const [, base = "", bits = ""] = /^([\d.a-f:]+)\/(\d{1,3})$/i.exec(typeof range === "string" ? range : "") ?? [];
  const family = isIP(base);
  if (family === 0 || Number(bits) > (family === 4 ? 32 : 128) || family !== isIP(address)) return false;
  const list = new BlockList();
  list.addSubnet(base, Number(bits), family === 4 ? "ipv4" : "ipv6");
  return list.check(address, family === 4 ? "ipv4" : "ipv6");
}
