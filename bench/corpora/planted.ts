import { Maker } from "../../src/secrets/samples.ts";

/** Of AWS's key ids. */
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Made-up credentials, each in a file of its own: the same on every machine, put together when they are written. */
export function plantedCredentials(): Readonly<Record<string, string>> {
  const planted: Record<string, string> = {};
  for (let n = 0; n < 4; n++) {
    const make = new Maker(`bench ${n}`);
    planted[`services/service-${n}/planted.env`] = `GITHUB_TOKEN=${make.withChecksum("ghp_")}\n`;
    planted[`services/service-${n}/planted.ts`] =
      `const client = connect("${make.of("A", 1)}KIA${make.of(BASE32, 16)}", "${make.base64(40)}");\n`;
    planted[`services/service-${n}/planted.yaml`] =
      `database:\n  host: db.yard.internal\n  password: "${make.base62(22)}"\n`;
    planted[`services/service-${n}/planted.pem`] = `${make.pem("RSA PRIVATE KEY")}\n`;
    planted[`services/service-${n}/planted.py`] =
      `SLACK = "xoxb-${make.digits(12)}-${make.digits(12)}-${make.base62(24)}"\n`;
    planted[`services/service-${n}/planted.json`] = JSON.stringify({
      url: `postgres://yard:${make.base62(20)}@db.yard.internal/yard`,
    });
  }
  return planted;
}

export function plantedPaths(): string[] {
  return Object.keys(plantedCredentials());
}
