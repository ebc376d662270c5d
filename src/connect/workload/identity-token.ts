import { readFileSync } from "node:fs";
import * as z from "zod";
import { WaybillError } from "../../core/errors.ts";
import { createNetwork } from "../network.ts";

/** What GitHub answers a job that asks for its identity (docs.github.com, "OpenID Connect reference"). */
const Answer = z.object({ value: z.string().min(1) });

/**
 * The identity token of the job that this runs in, made for one reader. GitHub gives one to a job that may
 * (`id-token: write`); elsewhere the definition of the job puts one into a variable or a file.
 * @throws WaybillError where there is none
 */
export async function identityToken(
  audience: string,
  environment: NodeJS.ProcessEnv,
  { offline }: { readonly offline: boolean },
): Promise<string> {
  const given = environment["WAYBILL_ID_TOKEN"];
  if (given !== undefined && given !== "") return given;
  const file = environment["WAYBILL_ID_TOKEN_FILE"];
  if (file !== undefined && file !== "") return fromFile(file);
  const [url, bearer] = [environment["ACTIONS_ID_TOKEN_REQUEST_URL"], environment["ACTIONS_ID_TOKEN_REQUEST_TOKEN"]];
  if (url !== undefined && bearer !== undefined && URL.canParse(url))
    return await fromGitHub(url, bearer, audience, offline);
  throw new WaybillError(
    "call/no-identity",
    "This job has no identity token.",
    "GitHub: give the job `permissions: id-token: write`. GitLab: write `id_tokens: WAYBILL_ID_TOKEN: aud: HUB`. Kubernetes: mount a projected token and name it in WAYBILL_ID_TOKEN_FILE.",
  );
}

function fromFile(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (cause) {
    throw new WaybillError(
      "call/no-identity",
      `The identity token in ${file} cannot be read.`,
      "Name the file that the token is mounted as.",
      { cause },
    );
  }
}

async function fromGitHub(url: string, bearer: string, audience: string, offline: boolean): Promise<string> {
  const asked = new URL(url);
  asked.searchParams.set("audience", audience);
  const network = createNetwork({ offline, hosts: [asked.host] });
  const answer = await network.request(asked, { headers: { authorization: `Bearer ${bearer}` }, limit: 64 * 1024 });
  const parsed = answer.status === 200 ? Answer.safeParse(jsonOf(await answer.text())) : undefined;
  if (parsed?.success === true) return parsed.data.value;
  throw new WaybillError(
    "connect/no-identity",
    `The forge gave no identity token: it answered ${answer.status}.`,
    "Look whether the job has `permissions: id-token: write`.",
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
