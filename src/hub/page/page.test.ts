import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { decodeQR } from "qr/decode.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasChromium, openChromium } from "../../testing/chromium.ts";
import { offerSetup } from "../keys/setup-token.ts";
import { codeOf } from "../testing/authenticator.ts";
import { pushOf } from "../testing/reports.ts";
import { type TestHub, testHub } from "../testing/test-hub.ts";
import { PASSWORD, person } from "../testing/visitor.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

test("the page runs nothing but its own files", async () => {
  await using hub = await testHub();
  const { status, headers, body } = await hub.ask("GET", "/");
  expect(status).toBe(200);
  expect(headers["content-security-policy"]).toMatch(/default-src 'none'; script-src 'self';.*frame-ancestors 'none'/);
  expect(body).not.toMatch(/<script(?! type="module" src="\/page\/page.js")| style=|\son\w+=/);
  for (const name of ["page.js", "page-dom.js", "page-lists.js", "page-account.js", "page-sign-in.js"]) {
    const script = await hub.ask("GET", `/page/${name}`);
    expect([script.status, script.headers["content-type"]]).toEqual([200, "text/javascript; charset=utf-8"]);
    expect(script.body).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b/);
  }
  expect((await hub.ask("GET", "/page/routes.ts")).status).toBe(404);
});

describe.skipIf(!hasChromium())("the page in a browser", () => {
  let hub: TestHub;
  let browser: Browser;
  let url: string;

  beforeAll(async () => {
    hub = await testHub();
    hub.setNow(new Date());
    url = await hub.listen();
    browser = await openChromium();
  });
  afterAll(async () => {
    await browser.close();
    await hub[Symbol.asyncDispose]();
  });

  async function open(wish: Parameters<Browser["newContext"]>[0] = {}): Promise<{ page: Page; complaints: string[] }> {
    const page = await (await browser.newContext(wish)).newPage();
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error" && !message.text().includes("401")) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("request", (request) => {
      if (!request.url().startsWith(url)) complaints.push(`asked for ${request.url()}`);
    });
    return { page, complaints };
  }

  async function isReadable(page: Page): Promise<void> {
    const result = await page.evaluate<AxeResult>(`${axe}; axe.run()`);
    expect(result.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    expect(await page.evaluate<boolean>("document.documentElement.scrollWidth > innerWidth")).toBe(false);
  }

  test("the first administrator sets up, enrols an authenticator, signs out, and in again with it", async () => {
    const token = await offerSetup(hub.database, new Date());
    const { page, complaints } = await open();
    await page.goto(`${url}/#setup=${token}`);
    await page.getByLabel("Your name").fill("Ada");
    await page.getByLabel("E-mail address").fill("ada@example.com");
    await page.getByLabel("Password").fill(PASSWORD);
    await isReadable(page);
    await page.getByRole("button", { name: "Make the first administrator" }).click();
    await page.getByText("Nothing can be changed before a second factor").waitFor();
    expect(page.url()).not.toContain(token);
    await page.getByLabel("your password first").fill(PASSWORD);
    await page.getByRole("button", { name: "Begin" }).click();
    const uri = (await page.getByRole("link", { name: "add Waybill" }).getAttribute("href")) ?? "";
    await page.getByLabel("The code that it shows").fill(codeOf(uri));
    await page.getByRole("button", { name: "Confirm" }).click();
    await page.getByText("This session has shown a second factor").waitFor();
    await isReadable(page);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("E-mail address").fill("ada@example.com");
    await page.getByLabel("Password").fill("not this one");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("The address or the password is wrong").waitFor();
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByLabel("Code of your authenticator").fill(codeOf(uri, 1));
    await isReadable(page);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByText("This session has shown a second factor").waitFor();
    expect(complaints).toEqual([]);
  });

  test.each(["dark", "light"] as const)(
    "an authenticator's QR code is read off the screen: %s",
    async (colorScheme) => {
      const { email } = await person(hub, ["developer"]);
      const { page, complaints } = await open({ colorScheme, viewport: { width: 400, height: 900 } });
      await page.goto(`${url}/#/me`);
      await page.getByLabel("E-mail address").fill(email);
      await page.getByLabel("Password").fill(PASSWORD);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByLabel("your password first").fill(PASSWORD);
      await page.getByRole("button", { name: "Begin" }).click();
      const code = page.getByRole("img", { name: "QR code" });
      const uri = await page.getByRole("link", { name: "add Waybill" }).getAttribute("href");
      const shot = (await code.screenshot()).toString("base64");
      const { width, height, rgba } = await page.evaluate<{ width: number; height: number; rgba: number[] }>(
        `createImageBitmap(new Blob([Uint8Array.from(atob("${shot}"), (c) => c.charCodeAt(0))])).then((bitmap) => {
        const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
        context.drawImage(bitmap, 0, 0);
        const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
        return { width: bitmap.width, height: bitmap.height, rgba: [...data] };
      })`,
      );
      expect(decodeQR({ width, height, data: Uint8Array.from(rgba) })).toBe(uri);
      await isReadable(page);
      await page.getByLabel("The code that it shows").fill(codeOf(uri ?? ""));
      await page.getByRole("button", { name: "Confirm" }).click();
      await page.getByText("This session has shown a second factor").waitFor();
      expect(complaints).toEqual([]);
    },
  );

  test.each([
    ["dark", { colorScheme: "dark", viewport: { width: 1100, height: 800 } }],
    ["light, on a phone", { colorScheme: "light", viewport: { width: 360, height: 740 } }],
  ] as const)("with a passkey in, and to an image: %s", async (_, wish) => {
    const { email } = await person(hub, ["developer"]);
    const key = await hub.key("admin");
    const packages = Array.from({ length: 60 }, (_, n) => `part-${n}@1.0.0`);
    const found = { ref: "registry.example.com/<b>shop</b>:1", packages, findings: ["part-1@1.0.0 CVE-2026-1"] };
    await hub.ask("POST", "/v1/reports", { key, body: pushOf(found) });
    const { page, complaints } = await open(wish);
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("WebAuthn.enable");
    const options = {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
    } as const;
    await cdp.send("WebAuthn.addVirtualAuthenticator", {
      options: { ...options, isUserVerified: true, automaticPresenceSimulation: true },
    });
    await page.goto(`${url}/#/me`);
    await page.getByLabel("E-mail address").fill(email);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.getByText("sign in again with it").waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("button", { name: "Use a passkey" }).click();
    await page.getByText("This session has shown a second factor").waitFor();
    await page.getByRole("link", { name: "Work" }).click();
    await page.getByText("1 finding").waitFor();
    await isReadable(page);
    await page.getByRole("link", { name: "Findings" }).click();
    await page.getByText("CVE-2026-1").first().waitFor();
    await isReadable(page);
    await page.getByRole("link", { name: "Images", exact: true }).click();
    await page.getByRole("link", { name: "<b>shop</b>" }).click();
    await page.getByRole("heading", { name: "What is in it" }).waitFor();
    const parts = page.getByText(/pkg:npm\/part-/);
    await expect.poll(async () => await parts.count()).toBe(50);
    await isReadable(page);
    await page.getByRole("button", { name: "Show more" }).click();
    await expect.poll(async () => await parts.count()).toBe(60);
    expect(complaints).toEqual([]);
  });
});
