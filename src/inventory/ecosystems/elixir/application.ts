import type { WholeReader } from "../../../core/reader.ts";
import { type PackageFact, type PassedOverFact, passedOverAt, type UnreadFact, unreadAt } from "../../facts.ts";
import { asPackage } from "../as-package.ts";
import { OF_OTP } from "./of-otp.ts";

const WHERE = /(?:^|\/)ebin\/[A-Za-z0-9_@]{1,200}\.app$/;
const APPLICATION = /\{\s*application\s*,\s*'?([a-z][A-Za-z0-9_@]{0,200})'?\s*,/;
const VERSION = /\{\s*vsn\s*,\s*"([^"]{0,200})"\s*\}/;
const NEEDED = /\{\s*(?:applications|included_applications)\s*,\s*\[([^\]]{0,20000})\]/g;

/**
 * The applications of Erlang and Elixir, each with its resource file in `ebin`. A file does not say where its
 * application was fetched from: those of Erlang and Elixir themselves are known by name, and the others are taken for
 * packages of Hex, which is where their advisories are kept.
 */
export const beamApplication: WholeReader<PackageFact | PassedOverFact | UnreadFact> = {
  id: "inventory/beam-application",
  version: 1,
  limit: 1024 * 1024,
  wants: ({ type, path }) => type === "file" && path.endsWith(".app") && WHERE.test(path),
  *read(file) {
    const text = withoutComments(file.text());
    const name = APPLICATION.exec(text)?.[1];
    const version = VERSION.exec(text)?.[1];
    if (name === undefined) {
      yield unreadAt(file.place, "not readable as the resource file of an application of Erlang");
    } else if (!version) yield passedOverAt(file.place, "withoutVersion", "an application of Erlang without a version");
    else {
      yield asPackage({
        at: file.place,
        purl: { type: OF_OTP.has(name) ? "otp" : "hex", name: name.toLowerCase() },
        name,
        version,
        relation: "installed",
        within: `beam ${libraryOf(file.path)}`,
        needs: new Set([...text.matchAll(NEEDED)].flatMap(([, names = ""]) => atomsIn(names))),
      });
    }
  },
};

/** `lib/kernel-8.5/ebin/kernel.app` → `lib`: applications that run together lie there together. */
function libraryOf(path: string): string {
  return path.split("/").slice(0, -3).join("/");
}

/** A `%` in a text is no comment; resource files hold none with a `%` on the lines that matter. */
function withoutComments(text: string): string {
  return text.replaceAll(/^\s*%.*$/gm, "");
}

function atomsIn(list: string): string[] {
  return [...list.matchAll(/'?([a-z][A-Za-z0-9_@]*)'?/g)].map((match) => match[1] ?? "");
}
