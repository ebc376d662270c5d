import { argon2, randomBytes, timingSafeEqual } from "node:crypto";

/** Argon2id as OWASP advises: 19 MiB, two passes, one lane. Memory in KiB. */
const COST = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const LENGTH = 32;
const FORM = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([\w+/]{22,64})\$([\w+/]{43,86})$/;

/** Hashes a password with a salt of its own; answers the PHC string, which says how it was made. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await argon2id(password, salt, COST);
  const { memory, passes, parallelism } = COST;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(hash)}`;
}

/** Whether it is the password behind a PHC string, at the cost that stands in it. */
export async function verifyPassword({ hash, password }: { readonly hash: string; readonly password: string }) {
  const [, memory, passes, parallelism, salt = "", kept = ""] = FORM.exec(hash) ?? [];
  if (memory === undefined) return false;
  const cost = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
  const expected = Buffer.from(kept, "base64");
  const made = await argon2id(password, Buffer.from(salt, "base64"), cost, expected.length);
  return timingSafeEqual(made, expected);
}

interface Cost {
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** On a thread of Node's own: 60 ms that stop nobody else. */
async function argon2id(password: string, nonce: Buffer, cost: Cost, tagLength: number = LENGTH): Promise<Buffer> {
  return await new Promise((resolve, reject) =>
    argon2("argon2id", { message: password.normalize("NFKC"), nonce, tagLength, ...cost }, (error, hash) =>
      error === null ? resolve(hash) : reject(error),
    ),
  );
}

function unpadded(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "");
}
