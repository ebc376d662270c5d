import type { InjectOptions } from "fastify";
import type { PersonRole } from "../../contract/roles.ts";
import { createAccount, setPassword } from "../people/accounts.ts";
import { codeOf } from "./authenticator.ts";
import { ORIGIN, type Said, type TestHub } from "./test-hub.ts";

/** A browser as the hub sees it: it keeps cookies and says whose page asks. */
export interface Visitor {
  readonly cookies: Map<string, string>;
  ask(
    method: NonNullable<InjectOptions["method"]>,
    url: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Said>;
}

export function visitor(
  hub: TestHub,
  cookies: ReadonlyMap<string, string> = new Map(),
  address = "127.0.0.1",
): Visitor {
  const jar = new Map(cookies);
  return {
    cookies: jar,
    async ask(method, url, body, headers = {}) {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
      const own = { origin: ORIGIN, "user-agent": "Test", ...(cookie !== "" && { cookie }) };
      const said = await hub.ask(method, url, { body, address, headers: { ...own, ...headers } });
      for (const line of [said.headers["set-cookie"] ?? []].flat() as string[]) {
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (value === "" || /max-age=0/i.test(line)) jar.delete(name);
        else jar.set(name, value);
      }
      return said;
    },
  };
}

export const PASSWORD = "correct horse battery";

let people = 0;

/** Somebody with an account and a password. */
export async function person(
  hub: TestHub,
  roles: readonly PersonRole[],
  teams: readonly string[] | "all" = "all",
): Promise<{ id: string; email: string }> {
  const email = `person${++people}@example.com`;
  const account = { email, name: email, roles, everywhere: teams === "all", teams: teams === "all" ? [] : teams };
  const id = await hub.database.transaction().execute(async (transaction) => {
    const id = await createAccount(transaction, account, new Date());
    await setPassword(transaction, id, PASSWORD, new Date());
    return id;
  });
  return { id, email };
}

/** Somebody who is signed in by password alone. */
export async function signedIn(hub: TestHub, email: string): Promise<Visitor> {
  const browser = visitor(hub);
  const said = await browser.ask("POST", "/v1/sign-in/password", { email, password: PASSWORD });
  if (said.status !== 200) throw new Error(`no sign-in: ${JSON.stringify(said.body)}`);
  return browser;
}

/** The same, who enrols an authenticator and so has shown a second factor; with what makes codes. */
export async function withSecondFactor(hub: TestHub, email: string): Promise<{ browser: Visitor; uri: string }> {
  const browser = await signedIn(hub, email);
  const { body } = await browser.ask("POST", "/v1/me/authenticator", { password: PASSWORD });
  const said = await browser.ask("POST", "/v1/me/authenticator/confirmation", { code: codeOf(body.uri) });
  if (said.status !== 200) throw new Error(`no second factor: ${JSON.stringify(said.body)}`);
  return { browser, uri: body.uri };
}
