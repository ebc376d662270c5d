import { createHash, createHmac } from "node:crypto";
import { EvaluationFault, type TemplateFunction } from "../../../documents/go-template/evaluate.ts";
import { type Dict, isDict, printed, sortedEntries } from "../../../documents/go-template/values.ts";
import { readYaml } from "../../../documents/yaml/read.ts";
import { writeYaml } from "../../../documents/yaml/write.ts";
import { withMust } from "./lists.ts";

/** Functions that write values as text and read them back. */
export const encodings: Readonly<Record<string, TemplateFunction>> = withMust({
  toYaml: ([value]) => writeYaml(value ?? null),
  toYamlPretty: ([value]) => writeYaml(value ?? null),
  fromYaml: ([text]) => asMapOrFault(fromYaml(text)),
  fromYamlArray: ([text]) => asListOrFault(fromYaml(text)),
  toJson: ([value]) => JSON.stringify(sorted(value ?? null)),
  toRawJson: ([value]) => JSON.stringify(sorted(value ?? null)),
  toPrettyJson: ([value]) => JSON.stringify(sorted(value ?? null), null, 2),
  fromJson: ([text]) => asMapOrFault(fromJson(text)),
  fromJsonArray: ([text]) => asListOrFault(fromJson(text)),
  b64enc: ([text]) => Buffer.from(printed(text)).toString("base64"),
  b64dec: ([text]) => Buffer.from(printed(text), "base64").toString("utf8"),
  b32enc: ([text]) => base32(Buffer.from(printed(text))),
  sha1sum: ([text]) => createHash("sha1").update(printed(text)).digest("hex"),
  sha256sum: ([text]) => createHash("sha256").update(printed(text)).digest("hex"),
  sha512sum: ([text]) => createHash("sha512").update(printed(text)).digest("hex"),
  hmacSha256: ([key, text]) => createHmac("sha256", printed(key)).update(printed(text)).digest("hex"),
  adler32sum: ([text]) => String(adler32(Buffer.from(printed(text)))),
  urlParse: ([text]) => urlParts(printed(text)),
  urlJoin: ([parts]) => (isDict(parts) ? joinedUrl(parts) : ""),
});

function fromYaml(text: unknown): unknown {
  const { documents, problems } = readYaml(printed(text));
  return problems.length > 0 ? { Error: problems[0]?.message ?? "" } : (documents[0]?.value ?? {});
}

function fromJson(text: unknown): unknown {
  try {
    return JSON.parse(printed(text));
  } catch {
    return { Error: "no JSON" };
  }
}

function asMapOrFault(value: unknown): Dict {
  return isDict(value) ? value : { Error: "no map" };
}

function asListOrFault(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : ["no list"];
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (isDict(value)) return Object.fromEntries(sortedEntries(value).map(([key, one]) => [key, sorted(one)]));
  return typeof value === "function" ? undefined : value;
}

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function base32(bytes: Buffer): string {
  let [text, value, bits] = ["", 0, 0];
  for (const byte of bytes) {
    value = (value << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += BASE32[(value >>> (bits - 5)) & 31];
    value &= 0xff;
  }
  if (bits > 0) text += BASE32[(value << (5 - bits)) & 31];
  return text.padEnd(Math.ceil(text.length / 8) * 8, "=");
}

function adler32(bytes: Buffer): number {
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return b * 65_536 + a;
}

function urlParts(text: string): Dict {
  if (!URL.canParse(text)) throw new EvaluationFault("an address that is none");
  const { protocol, host, hostname, pathname, search, hash, username } = new URL(text);
  return {
    scheme: protocol.slice(0, -1),
    host,
    hostname,
    path: pathname,
    query: search.slice(1),
    fragment: hash.slice(1),
    userinfo: username,
    opaque: "",
  };
}

function joinedUrl(parts: Dict): string {
  const part = (name: string, before: string) =>
    printed(parts[name]) === "" ? "" : `${before}${printed(parts[name])}`;
  return `${printed(parts.scheme)}://${printed(parts.host)}${printed(parts.path)}${part("query", "?")}${part("fragment", "#")}`;
}
