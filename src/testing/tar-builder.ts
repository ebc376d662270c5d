/** One entry of an archive to build. What is not given is ordinary: a file, mode 0644, owner 0. */
export interface TarItem {
  readonly path: string;
  readonly type?: "file" | "directory" | "symlink" | "hardlink" | "fifo" | "character";
  readonly content?: string | Uint8Array;
  readonly linkTo?: string;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  /** How a name that is too long is written. Default `pax`. */
  readonly format?: "pax" | "gnu" | "ustar";
  /** Overrides the type flag, to build what no honest tool would. */
  readonly flag?: string;
  /** Overrides the size in the header, to build what no honest tool would. */
  readonly declaredSize?: number;
  /** Further pax records, written in front of the entry. */
  readonly pax?: Readonly<Record<string, string>>;
}

const FLAGS = { file: "0", hardlink: "1", symlink: "2", character: "3", directory: "5", fifo: "6" } as const;

/** Builds an archive; without the closing zero blocks when `end` is false. */
export function buildTar(items: readonly TarItem[], { end = true } = {}): Buffer {
  const parts = items.flatMap(entryBlocks);
  if (end) parts.push(Buffer.alloc(1024));
  return Buffer.concat(parts);
}

function entryBlocks(item: TarItem): Buffer[] {
  const content = Buffer.from(item.content ?? "");
  const parts: Buffer[] = [];
  const split = splitName(item);
  if (split === undefined && item.format === "gnu") parts.push(...metaEntry("L", Buffer.from(`${item.path}\0`)));
  const longLink = Buffer.byteLength(item.linkTo ?? "") > 100;
  if (longLink && item.format === "gnu") parts.push(...metaEntry("K", Buffer.from(`${item.linkTo}\0`)));
  const records = {
    ...(split === undefined && item.format !== "gnu" && { path: item.path }),
    ...(longLink && item.format !== "gnu" && { linkpath: item.linkTo ?? "" }),
    ...item.pax,
  };
  if (Object.keys(records).length > 0) parts.push(...metaEntry("x", paxRecords(records)));
  parts.push(
    tarHeader({
      name: split?.name ?? Buffer.from(item.path).subarray(0, 100),
      prefix: split?.prefix ?? Buffer.alloc(0),
      linkTo: Buffer.from(item.linkTo ?? "").subarray(0, 100),
      flag: item.flag ?? FLAGS[item.type ?? "file"],
      size: item.declaredSize ?? content.length,
      mode: item.mode ?? (item.type === "directory" ? 0o755 : 0o644),
      uid: item.uid ?? 0,
      gid: item.gid ?? 0,
    }),
    content,
    padding(content.length),
  );
  return parts;
}

/** Name and prefix as ustar holds them; undefined when they do not fit. */
function splitName(item: TarItem): { name: Buffer; prefix: Buffer } | undefined {
  const path = Buffer.from(item.path);
  if (path.length <= 100) return { name: path, prefix: Buffer.alloc(0) };
  if (item.format !== "ustar") return undefined;
  const slash = path.indexOf("/", path.length - 101);
  if (slash < 0 || slash > 155) throw new Error(`too long for ustar: ${item.path}`);
  return { name: path.subarray(slash + 1), prefix: path.subarray(0, slash) };
}

/** Pax records in their counted form, `LENGTH key=value\n`. */
export function paxRecords(records: Readonly<Record<string, string>>): Buffer {
  return Buffer.concat(
    Object.entries(records).map(([key, value]) => {
      const rest = Buffer.from(` ${key}=${value}\n`);
      let length = rest.length + 1;
      while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
      return Buffer.concat([Buffer.from(String(length)), rest]);
    }),
  );
}

function metaEntry(flag: string, content: Buffer): Buffer[] {
  const name = Buffer.from(flag === "x" ? "PaxHeader" : "././@LongLink");
  const fields = { name, prefix: Buffer.alloc(0), linkTo: Buffer.alloc(0), mode: 0o644, uid: 0, gid: 0 };
  return [tarHeader({ ...fields, flag, size: content.length }), content, padding(content.length)];
}

export interface TarHeaderFields {
  readonly name: Uint8Array;
  readonly prefix: Uint8Array;
  readonly linkTo: Uint8Array;
  readonly flag: string;
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** One 512-byte ustar header with a right checksum; numbers too great for octal are written in base 256. */
export function tarHeader(fields: TarHeaderFields): Buffer {
  const block = Buffer.alloc(512);
  block.set(fields.name, 0);
  writeNumber(block, 100, 8, fields.mode);
  writeNumber(block, 108, 8, fields.uid);
  writeNumber(block, 116, 8, fields.gid);
  writeNumber(block, 124, 12, fields.size);
  writeNumber(block, 136, 12, 0);
  block.write(fields.flag, 156, "latin1");
  block.set(fields.linkTo, 157);
  block.write("ustar\x0000", 257, "latin1");
  block.set(fields.prefix, 345);
  return withChecksum(block);
}

/** Sets the checksum right again after a header was changed by hand. */
export function withChecksum(block: Buffer): Buffer {
  block.fill(" ", 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return block;
}

function writeNumber(block: Buffer, offset: number, length: number, value: number): void {
  const octal = value.toString(8);
  if (octal.length < length) {
    block.write(octal.padStart(length - 1, "0"), offset, "latin1");
    return;
  }
  let rest = BigInt(value);
  for (let at = offset + length - 1; at > offset; at--) {
    block[at] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  block[offset] = 0x80;
}

function padding(length: number): Buffer {
  return Buffer.alloc((512 - (length % 512)) % 512);
}
