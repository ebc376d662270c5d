import { askQuestion, type Question } from "../../connect/probe/ask.ts";
import type { Endpoint } from "../../core/configuration.ts";
import type { Network } from "../../core/network.ts";
import { subject } from "../../core/subject.ts";
import type { ProbedEndpoint } from "../facts.ts";

/** How one product is asked whether it demands a login. */
export interface Probe {
  readonly product: Endpoint["product"];
  readonly questions: readonly Question[];
  /** Statuses by which it says "sign in first". */
  readonly challenges: readonly number[];
}

/** Asks the questions in turn and stops at the first answer that gives something away. */
export async function ask(endpoint: Endpoint, probe: Probe, network: Network): Promise<ProbedEndpoint> {
  const asked: string[] = [];
  let challenged = false;
  let strange = "";
  for (const question of probe.questions) {
    const answer = await askQuestion(endpoint.url, question, network);
    const { method = "GET", path } = question;
    if ("reason" in answer) {
      asked.push(`${method} ${path} → no answer`);
      return fact(endpoint, "unreachable", answer.reason, asked);
    }
    asked.push(`${method} ${path} → ${answer.status}`);
    if (probe.challenges.includes(answer.status)) challenged = true;
    else if (answer.status === 200) {
      const given = question.gives(answer.body);
      if (given !== undefined) return fact(endpoint, "open", given, asked);
    } else strange = `${path} answered ${answer.status}`;
  }
  if (challenged) return fact(endpoint, "challenge", "asks for a login", asked);
  return fact(endpoint, "strange", strange === "" ? `does not answer like a ${probe.product}` : strange, asked);
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
