import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { ORIGIN } from "./test-hub.ts";

/** An authenticator in software (WebAuthn level 2, ES256, no attestation): it makes one passkey and signs with it. */
export interface SoftPasskey {
  /** Answers what `navigator.credentials.create` would. */
  create(options: { readonly challenge: string }): object;
  /** Answers what `navigator.credentials.get` would. */
  get(options: { readonly challenge: string }): object;
}

const PRESENT = 0x01;
const VERIFIED = 0x04;
const ATTESTED = 0x40;

/** @param wish whether the device asks who uses it, and of whose page the browser tells */
export function softPasskey(wish: { readonly verifiesUser?: boolean; readonly origin?: string } = {}): SoftPasskey {
  const { verifiesUser = true, origin = ORIGIN } = wish;
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  const id = randomBytes(16);
  let counter = 0;
  const flags = PRESENT | (verifiesUser ? VERIFIED : 0);
  const clientData = (type: string, challenge: string) =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  const authenticatorData = (more: number, rest: Buffer = Buffer.alloc(0)) => {
    const head = Buffer.alloc(5);
    head[0] = flags | more;
    head.writeUInt32BE(++counter, 1);
    return Buffer.concat([createHash("sha256").update(new URL(ORIGIN).hostname).digest(), head, rest]);
  };
  const common = { id: text(id), rawId: text(id), type: "public-key", clientExtensionResults: {} };
  return {
    create({ challenge }) {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(id.length);
      const key = cosePublicKey(Buffer.from(x, "base64url"), Buffer.from(y, "base64url"));
      const data = authenticatorData(ATTESTED, Buffer.concat([Buffer.alloc(16), length, id, key]));
      const attestationObject = Buffer.concat([
        Buffer.from([0xa3]), // a map of three: fmt, attStmt, authData
        cborText("fmt"),
        cborText("none"),
        cborText("attStmt"),
        Buffer.from([0xa0]),
        cborText("authData"),
        Buffer.from([0x58, data.length]),
        data,
      ]);
      const clientDataJSON = text(clientData("webauthn.create", challenge));
      return { ...common, response: { clientDataJSON, attestationObject: text(attestationObject), transports: [] } };
    },
    get({ challenge }) {
      const data = authenticatorData(0);
      const client = clientData("webauthn.get", challenge);
      const signed = Buffer.concat([data, createHash("sha256").update(client).digest()]);
      const signature = text(sign("sha256", signed, privateKey));
      return { ...common, response: { clientDataJSON: text(client), authenticatorData: text(data), signature } };
    },
  };
}

/** COSE: an EC key of two coordinates on P-256, for ES256. */
function cosePublicKey(x: Buffer, y: Buffer): Buffer {
  const head = Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01]);
  return Buffer.concat([head, Buffer.from([0x21, 0x58, 0x20]), x, Buffer.from([0x22, 0x58, 0x20]), y]);
}

function cborText(word: string): Buffer {
  return Buffer.concat([Buffer.from([0x60 + word.length]), Buffer.from(word)]);
}

function text(bytes: Buffer): string {
  return bytes.toString("base64url");
}
