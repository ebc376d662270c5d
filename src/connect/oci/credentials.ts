import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { WaybillError } from "../../core/errors.ts";
import { parse, readJson } from "./document.ts";
import { DockerConfiguration, HelperAnswer } from "./schema.ts";

/** Who we are to a registry. */
export type Credentials =
  | { readonly kind: "password"; readonly user: string; readonly password: string }
  /** A token that is exchanged for others, as `docker login` gets it from some clouds. */
  | { readonly kind: "refresh"; readonly token: string }
  /** Nothing is known; `because` says what was tried and missing, for the message when the registry refuses. */
  | { readonly kind: "none"; readonly because?: string };

export type FindCredentials = (registry: string) => Promise<Credentials>;

const HUB = "https://index.docker.io/v1/";

/**
 * Reads the credentials that `docker login` keeps: a helper for the registry, else the general helper, else the file.
 * @throws WaybillError `oci/credential-helper` when the helper that is named for this registry fails
 */
export function dockerCredentials(environment: NodeJS.ProcessEnv = process.env): FindCredentials {
  return async (registry) => {
    const folder = environment["DOCKER_CONFIG"] || join(environment["HOME"] || homedir(), ".docker");
    const configuration = await readDockerConfiguration(join(folder, "config.json"));
    if (configuration === undefined) return { kind: "none" };
    const helper = configuration.credHelpers?.[registry];
    if (helper !== undefined) return askHelper(helper, registry, environment);
    const stored = storedCredentials(configuration, registry);
    if (stored !== undefined || configuration.credsStore === undefined) return stored ?? { kind: "none" };
    return askGeneralHelper(configuration.credsStore, registry, environment);
  };
}

async function readDockerConfiguration(file: string): Promise<DockerConfiguration | undefined> {
  try {
    return parse(DockerConfiguration, readJson(await readFile(file), file), file);
  } catch (fault) {
    if (fault instanceof Error && "code" in fault && fault.code === "ENOENT") return undefined;
    throw fault;
  }
}

function storedCredentials({ auths = {} }: DockerConfiguration, registry: string): Credentials | undefined {
  for (const [key, entry] of Object.entries(auths)) {
    if (hostOf(key) !== (registry === "docker.io" ? "index.docker.io" : registry)) continue;
    if (entry.identitytoken) return { kind: "refresh", token: entry.identitytoken };
    const [user, password] = splitPair(Buffer.from(entry.auth ?? "", "base64").toString());
    const name = entry.username ?? user;
    const secret = entry.password ?? password;
    if (name !== "" && secret !== "") return { kind: "password", user: name, password: secret };
  }
  return undefined;
}

/** `https://index.docker.io/v1/` and `ghcr.io/path` name hosts, too. */
function hostOf(key: string): string {
  const host = key.replace(/^https?:\/\//, "").split("/")[0] ?? "";
  return host === "docker.io" || host === "registry-1.docker.io" ? "index.docker.io" : host;
}

function splitPair(pair: string): [string, string] {
  const colon = pair.indexOf(":");
  return colon < 0 ? [pair, ""] : [pair.slice(0, colon), pair.slice(colon + 1).replace(/\0+$/, "")];
}

/** The general helper may be one of another machine, whose folder was carried here: then we go on without a name. */
async function askGeneralHelper(
  helper: string,
  registry: string,
  environment: NodeJS.ProcessEnv,
): Promise<Credentials> {
  try {
    return await askHelper(helper, registry, environment);
  } catch (fault) {
    if (fault instanceof WaybillError) return { kind: "none", because: fault.message };
    throw fault;
  }
}

const HELPER_TIMEOUT = 30_000;

/** Protocol: docker-credential-helpers. The registry's name goes to standard input, an answer in JSON comes back. */
async function askHelper(helper: string, registry: string, environment: NodeJS.ProcessEnv): Promise<Credentials> {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(helper)) throw helperFailed(helper, "its name is not a plain word");
  const server = registry === "docker.io" ? HUB : registry;
  const { code, output } = await runHelper(`docker-credential-${helper}`, server, environment);
  if (code !== 0 && /credentials not found/i.test(output)) return { kind: "none" };
  if (code !== 0) throw helperFailed(helper, `it ended with ${code}`);
  const { Username, Secret } = parse(HelperAnswer, readJson(Buffer.from(output), helper), `The answer of ${helper}`);
  if (Username === "<token>") return { kind: "refresh", token: Secret };
  return { kind: "password", user: Username, password: Secret };
}

async function runHelper(
  program: string,
  input: string,
  environment: NodeJS.ProcessEnv,
): Promise<{ code: number | string; output: string }> {
  const child = spawn(program, ["get"], {
    env: environment,
    stdio: ["pipe", "pipe", "ignore"],
    timeout: HELPER_TIMEOUT,
    shell: false,
  });
  const ended = new Promise<number | string>((resolve, reject) => {
    child.once("error", (cause) => reject(helperFailed(program, "it could not be started", { cause })));
    child.once("close", (code, stopped) => resolve(code ?? stopped ?? "nothing"));
  });
  child.stdin.on("error", () => {}); // it ended before it read the name: its exit code tells
  child.stdin.end(input);
  const [code, output] = await Promise.all([ended, text(child.stdout)]);
  return { code, output };
}

/** What the helper printed is not repeated: it may be the secret. */
function helperFailed(helper: string, why: string, options?: ErrorOptions): WaybillError {
  return new WaybillError(
    "oci/credential-helper",
    `The credential helper ${helper} gave no answer: ${why}.`,
    "Install it, or take its line out of Docker's config.json and run docker login again.",
    options,
  );
}
