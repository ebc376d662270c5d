import { createHash } from "node:crypto";
import { type BuiltImage, buildImage, type LayerPlan } from "../src/testing/image-builder.ts";
import type { TarItem } from "../src/testing/tar-builder.ts";
import { SECRETS } from "./secrets.ts";

export interface DemoImages {
  /** The base that the standard approves. */
  readonly base: BuiltImage;
  /** What runs today: three layers on an older base, a deleted token, and somebody's miner. */
  readonly shop: BuiltImage;
  /** The same shop, rebuilt on the approved base with mended packages. */
  readonly rebuilt: BuiltImage;
}

const CREATED_FROM = "org.opencontainers.image.base.digest";
const SOURCE = "org.opencontainers.image.source";
const COMMON = { Env: ["PATH=/usr/local/bin:/usr/bin:/bin"], WorkingDir: "/srv/shop", Cmd: ["node", "src/server.js"] };

export function buildImages(): DemoImages {
  const base = buildImage({ layers: [debianLayer({ openssl: "3.0.17-1~deb12u2", glibc: "2.36-9+deb12u10" })] });
  const shop = buildImage({
    layers: [
      debianLayer({ openssl: "3.0.11-1~deb12u1", glibc: "2.36-9+deb12u1" }),
      applicationLayer({ "event-stream": "3.3.6", "flatmap-stream": "0.1.1", lodash: "4.17.15", minimist: "1.2.0" }, [
        { path: "srv/shop/.npmrc", content: `//registry.npmjs.org/:_authToken=${SECRETS.npmToken}\n`, mode: 0o600 },
      ]),
      INTRUDERS_LAYER,
    ],
    config: { ...COMMON, Labels: { [CREATED_FROM]: base.digest } },
  });
  const rebuilt = buildImage({
    layers: [
      debianLayer({ openssl: "3.0.17-1~deb12u2", glibc: "2.36-9+deb12u10" }),
      applicationLayer({ lodash: "4.17.21", minimist: "1.2.8" }, []),
    ],
    config: { ...COMMON, Labels: { [CREATED_FROM]: base.digest, [SOURCE]: "https://git.example.com/team/shop" } },
  });
  return { base, shop, rebuilt };
}

const INTRUDERS_LAYER: LayerPlan = {
  createdBy: "RUN rm .npmrc && sh -c 'apt-get update && apt-get upgrade -y'",
  items: [
    { path: "srv/shop/.wh..npmrc" },
    { path: "usr/bin/openssl", content: program("openssl, but not Debian's"), mode: 0o755 },
    {
      path: "var/cache/fonts/config.json",
      content: JSON.stringify({
        "donate-level": 1,
        pools: [{ url: "stratum+tcp://pool.example.com:3333", algo: "rx/0" }],
      }),
    },
  ],
};

interface DebianVersions {
  readonly openssl: string;
  readonly glibc: string;
}

/** A Debian 12 with three packages, its database, and the sums of the programs that they brought. */
function debianLayer(versions: DebianVersions): LayerPlan {
  const openssl = program(`openssl ${versions.openssl}`);
  const libssl = program(`libssl ${versions.openssl}`);
  const libc = program(`libc ${versions.glibc}`);
  return {
    createdBy: "COPY rootfs /",
    items: [
      { path: "etc/os-release", content: 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\n' },
      {
        path: "var/lib/dpkg/status",
        content: [
          stanza("libc6", versions.glibc, "glibc"),
          stanza("libssl3", versions.openssl, "openssl", "libc6"),
          stanza("openssl", versions.openssl, "openssl", "libc6, libssl3"),
        ].join("\n"),
      },
      ...packaged("libc6:amd64", "usr/lib/x86_64-linux-gnu/libc.so.6", libc),
      ...packaged("libssl3:amd64", "usr/lib/x86_64-linux-gnu/libssl.so.3", libssl),
      ...packaged("openssl", "usr/bin/openssl", openssl),
    ],
  };
}

function stanza(name: string, version: string, source: string, depends = ""): string {
  const fields = {
    Package: name,
    Status: "install ok installed",
    Architecture: "amd64",
    Source: source,
    Version: version,
    ...(depends !== "" && { Depends: depends }),
  };
  return Object.entries(fields)
    .map(([field, value]) => `${field}: ${value}\n`)
    .join("");
}

function packaged(name: string, path: string, content: Buffer): TarItem[] {
  const sum = createHash("md5").update(content).digest("hex"); // what dpkg writes down
  return [
    { path, content, mode: 0o755 },
    { path: `var/lib/dpkg/info/${name}.list`, content: `/.\n/${path}\n` },
    { path: `var/lib/dpkg/info/${name}.md5sums`, content: `${sum}  ${path}\n` },
  ];
}

/** As much of an ELF file as it takes to be looked at as one. */
function program(words: string): Buffer {
  return Buffer.concat([Buffer.from("\u007fELF\u0002\u0001\u0001\u0000", "latin1"), Buffer.from(words)]);
}

function applicationLayer(packages: Readonly<Record<string, string>>, more: readonly TarItem[]): LayerPlan {
  const manifest = (name: string, version: string, rest = {}) => JSON.stringify({ name, version, ...rest });
  return {
    createdBy: "COPY . /srv/shop",
    items: [
      { path: "srv/shop/package.json", content: manifest("shop", "1.0.0", { dependencies: packages }) },
      { path: "srv/shop/src/server.js", content: 'import { createServer } from "node:http";\n' },
      ...Object.entries(packages).map(([name, version]) => ({
        path: `srv/shop/node_modules/${name}/package.json`,
        content: manifest(name, version, { license: "MIT" }),
      })),
      ...more,
    ],
  };
}
