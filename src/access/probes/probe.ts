import type { Endpoint } from "../../core/configuration.ts";
import { WaybillError } from "../../core/errors.ts";
import type { Network, RequestOptions } from "../../core/network.ts";
import { subject } from "../../core/subject.ts";
import type { ProbedEndpoint } from "../facts.ts";

/** A read-only question to a product, and what its answer gives away. */
export interface Question {
  readonly method?: "GET" | "POST";
  readonly path: string;
  readonly body?: string;
  /** What somebody who is not signed in learns from a good answer; undefined when this one teaches nothing. */
  gives(answer: string): string | undefined;
}

/** How one product is asked whether it demands a login. */
export interface Probe {
  readonly product: Endpoint["product"];
  readonly questions: readonly Question[];
  /** Statuses by which it says "sign in first". */
  readonly challenges: readonly number[];
}

/** Short, since a component that hangs is as unreachable as one that is off; small, since the answer is only recognised. */
const MANNERS: RequestOptions = { timeout: 3_000, limit: 256 * 1024, redirects: 0, anyCertificate: true };

/** Asks the questions in turn and stops at the first answer that gives something away. */
export async function ask(endpoint: Endpoint, probe: Probe, network: Network): Promise<ProbedEndpoint> {
  const asked: string[] = [];
  let challenged = false;
  let strange = "";
  for (const question of probe.questions) {
    const answer = await request(endpoint, question, network);
    const { method = "GET", path } = question;
    if (typeof answer === "string") {
      asked.push(`${method} ${path} → no answer`);
      return fact(endpoint, "unreachable", answer, asked);
    }
    asked.push(`${method} ${path} → ${answer.status}`);
    if (probe.challenges.includes(answer.status)) challenged = true;
    else if (answer.status === 200) {
      const given = question.gives(answer.text);
      if (given !== undefined) return fact(endpoint, "open", given, asked);
    } else strange = `${path} answered ${answer.status}`;
  }
  if (challenged) return fact(endpoint, "challenge", "asks for a login", asked);
  return fact(endpoint, "strange", strange === "" ? `does not answer like a ${probe.product}` : strange, asked);
}

async function request(
  endpoint: Endpoint,
  { method = "GET", path, body }: Question,
  network: Network,
): Promise<{ status: number; text: string } | string> {
  const url = new URL(path, endpoint.url);
  try {
    const headers = body === undefined ? {} : { headers: { "content-type": "application/json" }, body };
    const answer = await network.request(url, { ...MANNERS, method, ...headers });
    return { status: answer.status, text: answer.status === 200 ? await answer.text() : "" };
  } catch (error) {
    if (error instanceof WaybillError) return error.message;
    throw error;
  }
}

function fact(
  endpoint: Endpoint,
  state: ProbedEndpoint["state"],
  detail: string,
  asked: readonly string[],
): ProbedEndpoint {
  const { name, product, url } = endpoint;
  return {
    kind: "probed-endpoint",
    at: { ref: url },
    subject: subject("endpoint", `${name} (${product} ${url})`),
    product,
    url,
    state,
    detail,
    asked,
  };
}

/** The JSON of an answer; undefined when it is none: then the answer is not the product's. */
export function json(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === "object" ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
