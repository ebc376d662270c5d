import type { TemplateFunction } from "../../../documents/go-template/evaluate.ts";

/**
 * What an installation makes up for itself. Here it is one word in angle brackets, which the rules on written secrets know
 * for what something else fills in: a secret that is made at installation stands in no file, and two looks must agree.
 */
const GENERATED = "<generated>";

const pair = () => ({ Cert: GENERATED, Key: GENERATED });

export const generated: Readonly<Record<string, TemplateFunction>> = {
  randAlphaNum: () => GENERATED,
  randAlpha: () => GENERATED,
  randNumeric: () => GENERATED,
  randAscii: () => GENERATED,
  randBytes: () => GENERATED,
  randInt: ([least]) => Number(least) || 0,
  shuffle: ([text]) => text,
  uuidv4: () => GENERATED,
  genPrivateKey: () => GENERATED,
  genCA: pair,
  genCAWithKey: pair,
  genSelfSignedCert: pair,
  genSelfSignedCertWithKey: pair,
  genSignedCert: pair,
  genSignedCertWithKey: pair,
  buildCustomCert: pair,
  derivePassword: () => GENERATED,
  htpasswd: () => GENERATED,
  bcrypt: () => GENERATED,
  encryptAES: () => GENERATED,
  decryptAES: () => GENERATED,
  getHostByName: () => "",
  now: () => GENERATED,
  date: () => GENERATED,
  dateInZone: () => GENERATED,
  dateModify: () => GENERATED,
  date_modify: () => GENERATED,
  htmlDate: () => GENERATED,
  ago: () => GENERATED,
  duration: () => GENERATED,
  durationRound: () => GENERATED,
  toDate: () => GENERATED,
  unixEpoch: () => GENERATED,
};
