import type { Detector, Found, Refused, Searched } from "../detector.ts";
import { NEWLINE } from "../frames/byte-text.ts";

/** Keys of private networks, in the files that their programs read. */
export const vpn: readonly Detector[] = [
  {
    id: "wireguard-private-key",
    title: "WireGuard private key",
    severity: "critical",
    why: "Whoever holds it is that peer: it enters the network and reads what is sent to it.",
    fix: "Make a new pair (`wg genkey`), put its public half into every peer, and take the old one out.",
    references: ["https://www.wireguard.com/quickstart/"],
    take: {
      kind: "assigned",
      near: ["[interface]", "wireguard", "wg0"],
      names: ["privatekey"],
      pattern: /[A-Za-z\d+/]{43}=/y,
    },
    samples: (make) => ({
      found: [
        { path: "wg0.conf", text: `[Interface]\nPrivateKey = ${make.base64(43)}=\nAddress = 10.8.0.1/24\n` },
        { path: "vpn.yaml", text: `wireguard:\n  private_key: ${make.base64(43)}=\n` },
      ],
      missed: [
        { path: "wg0.conf", text: `[Peer]\nPublicKey = ${make.base64(43)}=\n` },
        { path: "wg0.conf", text: `[Interface]\nPrivateKey = <(pass show wg)\n` },
      ],
    }),
  },
  {
    id: "wireguard-preshared-key",
    title: "WireGuard preshared key",
    severity: "medium",
    why: "It is the second lock of a tunnel; alone it opens nothing.",
    fix: "Make a new one (`wg genpsk`) at both ends.",
    take: {
      kind: "assigned",
      near: ["[peer]", "wireguard", "wg0"],
      names: ["presharedkey"],
      pattern: /[A-Za-z\d+/]{43}=/y,
    },
    samples: (make) => ({
      found: [
        { path: "wg0.conf", text: `[Peer]\nPresharedKey = ${make.base64(43)}=\n` },
        { path: "vpn.yaml", text: `wireguard:\n  preshared_key: ${make.base64(43)}=\n` },
      ],
      missed: [
        { path: "wg0.conf", text: `[Peer]\nPresharedKey = ${make.base64(30)}=\n` },
        { path: "wg0.conf", text: "[Peer]\nPresharedKey = ${PSK}\n" },
      ],
    }),
  },
  {
    id: "openvpn-static-key",
    title: "OpenVPN static key",
    severity: "high",
    why: "Whoever holds it passes the outer lock of the VPN, or, in a static set-up, reads all that goes through it.",
    fix: "Make a new one (`openvpn --genkey secret`), and hand it to every client.",
    references: ["https://openvpn.net/community-resources/static-key-mini-howto/"],
    take: { kind: "read", keywords: ["-----BEGIN OpenVPN Static key"], read: readStaticKey },
    precedence: 45,
    samples: (make) => ({
      found: [
        { path: "ta.key", text: staticKey(Array.from({ length: 16 }, () => make.hex(32))) },
        {
          path: "client.ovpn",
          text: `<tls-auth>\n${staticKey(Array.from({ length: 16 }, () => make.hex(32)))}\n</tls-auth>`,
        },
      ],
      missed: [
        { path: "ta.key", text: staticKey(["[the key goes here]"]) },
        { path: "ta.key", text: staticKey([make.hex(32)]) },
      ],
    }),
  },
];

function staticKey(lines: readonly string[]): string {
  const dashes = "-".repeat(5);
  return [
    `${dashes}BEGIN OpenVPN Static key V1${dashes}`,
    ...lines,
    `${dashes}END OpenVPN Static key V1${dashes}`,
  ].join("\n");
}

/** Sixteen lines of sixteen bytes, in hexadecimal. */
const STATIC_KEY =
  /^-----BEGIN OpenVPN Static key V1-----\s{1,4}((?:[\da-f]{32}\s{1,40}){16})-----END OpenVPN Static key V1-----/;

function* readStaticKey({ bytes }: Searched, at: number): Iterable<Found | Refused> {
  const match = STATIC_KEY.exec(bytes.toString("latin1", at, at + 1400));
  if (match === null) {
    if (bytes.indexOf(NEWLINE, at) !== -1) yield { start: at, refused: "no whole key" };
    return;
  }
  yield {
    value: match[0].replaceAll(/\s/g, ""),
    start: at,
    end: at + match[0].length,
    frame: "block",
    grade: "structure",
    evidence: [{ kind: "check", text: "it has the 2,048 bits that such a key has" }],
  };
}
