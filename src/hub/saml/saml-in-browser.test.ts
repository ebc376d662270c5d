import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasChromium, openChromium } from "../../testing/chromium.ts";
import { temporaryFolder } from "../../testing/temporary-folder.ts";
import { answerOf, base64, requestIn, type SigningKey, signed, signingKey } from "../testing/saml-provider.ts";
import { type TestHub, testHub } from "../testing/test-hub.ts";
import { person } from "../testing/visitor.ts";

const ISSUER = "urn:idp";
const folder = temporaryFolder();
let hub: TestHub;
let key: SigningKey;
let url = "";
let email = "";

/** A provider on another site, whose page posts its answer by itself, as providers' pages do. */
const provider = createServer((request, response) => {
  const { id } = requestIn(`http://x${request.url ?? ""}`);
  const recipient = `${url}/v1/auth/sso/saml/acme`;
  const answer = base64(signed(answerOf({ issuer: ISSUER, recipient, now: new Date(), request: id, email }), key));
  response.setHeader("content-type", "text/html");
  response.end(`<form method="post" action="${recipient}"><input type="hidden" name="SAMLResponse" value="${answer}"></form>
    <script>document.forms[0].submit()</script>`);
});

beforeAll(async () => {
  hub = await testHub();
  hub.setNow(new Date());
  url = await hub.listen();
  key = signingKey(folder.path, "idp");
  await new Promise<void>((resolve) => provider.listen(0, "127.0.0.1", resolve));
  ({ email } = await person(hub, ["viewer"]));
  const body = {
    id: "acme",
    name: "Acme",
    issuer: ISSUER,
    signOnUrl: `http://127.0.0.1:${(provider.address() as AddressInfo).port}/sso`,
    certificates: [key.certificate],
    domains: ["example.com"],
  };
  const { status } = await hub.ask("POST", "/v1/sso/saml-providers", { key: await hub.key("admin"), body });
  if (status !== 201) throw new Error("no provider");
});
afterAll(async () => {
  provider.close();
  await hub[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

describe.skipIf(!hasChromium())("in a browser", () => {
  test("somebody is sent to the provider, comes back signed in, and no ticket stays in the address", async () => {
    const browser = await openChromium();
    try {
      const page = await (await browser.newContext()).newPage();
      await page.goto(url);
      await page.getByRole("button", { name: "Continue with Acme" }).click();
      await page.getByRole("link", { name: "Account" }).waitFor();
      expect(page.url()).toMatch(new RegExp(`^${url}/#/work$`));
      await page.getByRole("link", { name: "Account" }).click();
      await page.getByText("This session has shown a second factor").waitFor();
      await page.getByRole("heading", { name: email }).waitFor();
    } finally {
      await browser.close();
    }
  });

  test("an answer that somebody else got lets nobody in", async () => {
    const browser = await openChromium();
    try {
      const [own, victim] = await Promise.all([browser.newContext(), browser.newContext()]);
      const page = await own.newPage();
      await page.goto(url);
      const asked = await page.evaluate<string>(
        `fetch("/v1/sign-in/sso", { method: "POST", headers: { "content-type": "application/json" },
          body: '{"provider":"acme"}' }).then((said) => said.json()).then(({ url }) => url)`,
      );
      const other = await victim.newPage();
      await other.goto(asked);
      await other.getByText("began elsewhere").waitFor();
      expect(await other.context().cookies()).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});
