import type { Place } from "../../core/place.ts";
import { type GapFact, gapAt, type OpenFile, type WholeReader } from "../../core/reader.ts";
import { subject } from "../../core/subject.ts";
import { readJson } from "../../documents/json/read.ts";
import { asMap } from "../../documents/shape.ts";
import { readUnit, unitWords } from "../../documents/systemd/read.ts";
import { flagsIn, type PlacedWord, switchOf } from "../command-flags.ts";
import { renderedPath, UNRENDERED } from "../template.ts";
import { commandsIn, isUnit } from "../unit-commands.ts";
import { factsOfDocker } from "./docker-settings.ts";
import type { DaemonFact } from "./facts.ts";

const LIMIT = 256 * 1024;

/** Reads Docker's `daemon.json`, in whichever folder of that name it lies. */
export const daemonFileReader: WholeReader<DaemonFact> = {
  id: "config/daemon-file",
  version: 1,
  limit: LIMIT,
  wants: ({ path, type }) =>
    type === "file" && /(?:^|\/)docker(?:\/|\/config\/|[-_])daemon\.json$/.test(renderedPath(path) ?? path),
  read: function* (file) {
    const text = file.text();
    if (renderedPath(file.path) !== undefined) {
      yield gapAt(file.place, UNRENDERED);
      return;
    }
    if (text.trim() === "") return; // dockerd takes an empty file for none
    const json = readJson(text);
    if ("problem" in json) yield gapAt({ ...file.place, line: json.line }, json.problem);
    else if (asMap(json.value) === undefined) yield gapAt(file.place, "no map, with which dockerd does not start");
    else {
      const map = asMap(json.value) ?? {};
      yield* factsOfDocker({
        path: file.path,
        at: (key, index) => ({ ...file.place, ...json.at(index === undefined ? [key] : [key, index]) }),
        valueOf: (key) => (Object.hasOwn(map, key) ? map[key] : undefined),
        decides: true,
      });
    }
  },
};

/** Reads the command lines of dockerd: in systemd units and their drop-ins, and in `/etc/default/docker`. */
export const dockerdReader: WholeReader<DaemonFact> = {
  id: "config/dockerd",
  version: 1,
  limit: LIMIT,
  wants: ({ path, type }) => type === "file" && (isUnit(renderedPath(path) ?? path) || isDefaults(path)),
  read: function* (file) {
    if (!/dockerd|docker daemon|DOCKER_OPTS|OPTIONS/.test(file.text())) return;
    if (renderedPath(file.path) !== undefined) {
      if (/(?:^|[\s/=])dockerd\s/m.test(file.text())) yield gapAt(file.place, UNRENDERED);
    } else if (isDefaults(file.path)) yield* factsOfCommand(file, optionsIn(file));
    else {
      for (const { program, words } of commandsIn(file))
        if (program === "dockerd" || program === "dockerd-current") yield* factsOfCommand(file, words);
    }
  },
};

/** Debian's and Red Hat's files of options. */
function isDefaults(path: string): boolean {
  return /(?:^|\/)etc\/(?:default|sysconfig|conf\.d)\/docker$/.test(path);
}

/** The words of `DOCKER_OPTS="…"`; of two the second counts, as in a shell. */
function optionsIn(file: OpenFile): PlacedWord<Place>[] {
  let words: PlacedWord<Place>[] = [];
  for (const [index, line] of file.text().split("\n").entries()) {
    const found = /^\s*(?:export\s+)?(?:DOCKER_OPTS|OPTIONS)=(["']?)(.*)$/.exec(line);
    if (found === null) continue;
    const [, quote = "", rest = ""] = found;
    const end = quote === "" ? rest.search(/\s#|\s*$/) : rest.indexOf(quote);
    const value = rest.slice(0, end < 0 ? undefined : end);
    const start = line.indexOf("=") + 2 + quote.length;
    const at = (offset: number) => ({ line: index + 1, column: start + offset });
    words = unitWords({ value, at }).map(({ text, at: place }) => ({ text, at: { ...file.place, ...place } }));
  }
  return words;
}

const SYNTAX = {
  switches: new Set(
    "tls tlsverify icc iptables ip6tables live-restore experimental no-new-privileges debug selinux-enabled userland-proxy ip-forward ip-masq ipv6 init rootless".split(
      " ",
    ),
  ),
  short: new Map([
    ["H", "host"],
    ["D", "debug"],
    ["l", "log-level"],
    ["G", "group"],
    ["b", "bridge"],
    ["g", "data-root"],
    ["p", "pidfile"],
    ["s", "storage-driver"],
  ]),
};

/** Flags that may stand often, by the key that gathers them. */
const GATHERED: ReadonlyMap<string, string> = new Map([
  ["hosts", "host"],
  ["insecure-registries", "insecure-registry"],
  ["registry-mirrors", "registry-mirror"],
]);

const SWITCHES = new Set(["tlsverify"]);

function* factsOfCommand(file: OpenFile, words: readonly PlacedWord<Place>[]): Iterable<DaemonFact | GapFact> {
  const { flags, unknown } = flagsIn(words, SYNTAX);
  for (const { text, at } of unknown)
    yield gapAt(at, `dockerd takes what ${text.slice(0, 60)} holds, which is set elsewhere`);
  const named = (key: string) => flags.filter(({ name }) => name === (GATHERED.get(key) ?? key));
  yield* factsOfDocker({
    path: file.path,
    at: (key, index) => named(key).at(index ?? -1)?.at ?? file.place,
    valueOf: (key) => {
      const found = named(key);
      if (found.length === 0) return undefined;
      if (GATHERED.has(key)) return found.map(({ value }) => value);
      const value = found.at(-1)?.value ?? "";
      return SWITCHES.has(key) ? switchOf(value) : value;
    },
    decides: false,
  });
}

/**
 * Reads the sockets that systemd opens for dockerd (`-H fd://`): `docker.socket`, and the `docker-tcp.socket` that some
 * systems put beside it. With TLS dockerd asks for certificates on these, too, but its flags stand elsewhere.
 */
export const dockerSocketReader: WholeReader<DaemonFact> = {
  id: "config/docker-socket",
  version: 1,
  limit: LIMIT,
  wants: ({ path, type }) => type === "file" && /(?:^|\/)docker[\w-]*\.socket(?:\.d\/[^/]+\.conf)?$/.test(path),
  read: function* (file) {
    const streams = readUnit(file.text()).filter(({ section, key }) => section === "Socket" && key === "ListenStream");
    for (const stream of streams) {
      const address = stream.value.trim();
      if (address === "" || /^[/@%]|^vsock:/.test(address)) continue; // a path, an abstract name, or none of the network
      const at = { ...file.place, ...stream.at(stream.value.indexOf(address)) };
      // A port alone means every address.
      const host = /^\d+$/.test(address) ? `0.0.0.0:${address}` : address;
      const about = { subject: subject("file", file.path), daemon: "Docker" } as const;
      yield { kind: "daemon-socket", at, ...about, address: `tcp://${host}`, verified: false };
    }
  },
};
