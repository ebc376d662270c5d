import type { Standard } from "../../core/configuration.ts";
import type { ImageFact } from "../../core/image.ts";
import { readShell } from "../../documents/shell/read.ts";
import { startedPrograms } from "../build-commands.ts";
import { holdsSecret } from "../secret-name.ts";
import type { ImageSetting, ImageVariable } from "./facts.ts";
import { fetchedByHistory, toldByHistory } from "./told-by-history.ts";

/** What an image's configuration sets, each thing for itself, beside what the standard demands of it. */
export function* settingsOf(
  { at, subject, platform, configuration }: ImageFact,
  standard: Standard,
): Iterable<ImageSetting> {
  const about = { at, subject };
  const [system = ""] = platform.split("/");
  yield { kind: "image-user", ...about, user: configuration.user, system, mustNotBeRoot: standard.image.nonRoot };
  for (const variable of configuration.environment) {
    const equals = variable.indexOf("=");
    if (equals > 0)
      yield {
        kind: "image-variable",
        ...about,
        where: "environment",
        ...named(variable.slice(0, equals), variable.slice(equals + 1)),
      };
  }
  for (const { createdBy } of configuration.history) {
    for (const argument of argumentsOf(createdBy))
      yield { kind: "image-variable", ...about, where: "history", ...argument };
  }
  for (const { createdBy } of configuration.history) {
    for (const command of startedPrograms(readShell(commandOf(createdBy))))
      yield { kind: "image-command", ...about, ...command };
  }
  for (const told of toldByHistory(configuration)) yield { kind: "told-setting", ...about, ...told };
  for (const addition of fetchedByHistory(configuration)) yield { kind: "image-addition", ...about, ...addition };
  for (const port of configuration.exposedPorts) yield { kind: "image-port", ...about, port: port.split("/")[0] ?? "" };
  for (const label of standard.image.labels) {
    yield { kind: "demanded-label", ...about, label, present: (configuration.labels[label] ?? "").trim() !== "" };
  }
}

/** `RUN |1 A=b /bin/sh -c make # buildkit`, `/bin/sh -c make`: the command alone; `#(nop)` stands before what ran nothing. */
function commandOf(createdBy: string): string {
  const [, command = ""] = /\/bin\/\w+ -\w+ (?!#\(nop\))(.*)$/s.exec(createdBy.slice(0, 64 * 1024)) ?? [];
  return command.replace(/ # buildkit$/, "");
}

type Named = Pick<ImageVariable, "name" | "literal">;

function named(name: string, value: string): Named {
  return { name, literal: holdsSecret(value) };
}

/** Builders write the build arguments of a step in front of it: `RUN |2 A=1 B=2 /bin/sh -c make`. */
function argumentsOf(createdBy: string): Named[] {
  const counted = /^(?:RUN )?\|\d{1,4} /.exec(createdBy.slice(0, 64 * 1024));
  if (counted === null) return [];
  const [before = ""] = createdBy.slice(counted[0].length, 64 * 1024).split(/ \/bin\/\w+ -\w+ /, 1);
  return [...before.matchAll(/(?:^| )([A-Za-z_]\w{0,199})=([^ ]*)/g)].map(([, name = "", value = ""]) =>
    named(name, value),
  );
}
