import { type CommandSpec, option } from "./command.ts";
import { EVERYWHERE } from "./common-options.ts";

export const HUB = option(
  "--hub <url>",
  "which hub (default: WAYBILL_HUB, or that of `waybill login`); its key: WAYBILL_KEY",
);
const OUTPUT = option("--output <file>", "write the answer there instead of to standard output");

/** The hub itself, and what asks one. */
export const HUB_COMMANDS: readonly CommandSpec[] = [
  {
    usage: "serve",
    summary: "the hub: one record of what is there, what is wrong with it and who decided what",
    options: [
      option("--host <address>", "where to listen (default: 127.0.0.1)"),
      option("--port <n>", "at which port (default: 8470)"),
      option("--tls-cert <file>", "certificate with its chain, in PEM: speak TLS; a renewed one is taken up"),
      option("--tls-key <file>", "the certificate's key, in PEM"),
      option("--public-url <url>", "where people see it, when that is not where it listens: https://hub.example.com"),
      option(
        "--behind-proxy <ranges>",
        "proxies that are believed on where a request comes from: 10.0.0.5,10.1.0.0/24",
      ),
      option("--notify-inside <ranges>", "addresses inside the network that may be notified: 10.1.0.0/16,127.0.0.1"),
      option(
        "--renew-advisories <hours>",
        "fetch newer advisories so often, from where waybill.yaml says; without it, nothing is fetched",
      ),
      option("--role <role>", "answer requests, do the work behind them, or both (default: all)", [
        "all",
        "web",
        "worker",
      ]),
      ...EVERYWHERE,
    ],
    load: async () => (await import("./commands/serve.ts")).serve,
  },
  {
    usage: "login <url>",
    summary: "keep which hub is meant and its key, from WAYBILL_KEY or standard input, for later calls",
    options: [
      option("--workload", "hand in the identity token of the job that this runs in, in place of a key"),
      option("--audience <text>", "for whom that token is made (default: the hub's address)"),
      option("--binding <name>", "which of the hub's bindings is meant, where several fit"),
      ...EVERYWHERE,
    ],
    load: async () => (await import("./commands/login.ts")).login,
  },
  {
    usage: "push <file>",
    summary:
      "send a report (check --format json), a bill (sbom, or another tool's), a tool's SARIF or a VEX document to the hub",
    options: [
      option("--bill <file>", "the bill of the same look: without it, no hole in a component is ever closed"),
      option("--as <name>", "what the target is called everywhere, where its own name is a path on this machine"),
      option("--vex", "send what a bill says of holes (its CycloneDX analyses), and not the bill"),
      option("--team <id>", "the team to which it belongs, where the hub does not know it yet"),
      HUB,
      OUTPUT,
      ...EVERYWHERE,
    ],
    load: async () => (await import("./commands/push.ts")).push,
  },
  {
    usage: "backup <file>",
    summary: "write all that the hub on this machine holds into a file, while it runs; DATABASE_URL as for serve",
    options: EVERYWHERE,
    load: async () => (await import("./commands/backup.ts")).backup,
  },
  {
    usage: "restore <file>",
    summary: "bring a backup into an empty database: another --data, or another DATABASE_URL",
    options: EVERYWHERE,
    load: async () => (await import("./commands/backup.ts")).restore,
  },
  {
    usage: "ledger",
    summary: "the hub's record of who did what",
    commands: [
      {
        usage: "record [image]",
        summary: "record that an image, named by digest, went into an environment; kept here while the hub is down",
        options: [option("--environment <name>", "where it went"), HUB, OUTPUT, ...EVERYWHERE],
        load: async () => (await import("./commands/ledger-record.ts")).record,
      },
      {
        usage: "verify",
        summary: "hash every line of the record anew, and say whether one is missing or was changed",
        options: [
          option("--known <seal>", "the last seal that an earlier call printed: must still be in the record"),
          HUB,
          OUTPUT,
          ...EVERYWHERE,
        ],
        load: async () => (await import("./commands/ledger.ts")).verify,
      },
    ],
  },
];
