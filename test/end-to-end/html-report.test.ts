import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { printHtml } from "../../src/cli/print/html/page.ts";
import { hasChromium, openChromium } from "../../src/testing/chromium.ts";
import { sampleReport } from "../../src/testing/sample-report.ts";
import { temporaryFolder } from "../../src/testing/temporary-folder.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

describe.skipIf(!hasChromium())("the HTML report in a browser", () => {
  const folder = temporaryFolder();
  const file = join(folder.path, "report.html");
  let browser: Browser;

  beforeAll(async () => {
    writeFileSync(file, printHtml(sampleReport(), "high"));
    browser = await openChromium();
  });
  afterAll(async () => {
    await browser.close();
    folder[Symbol.dispose]();
  });

  async function open(colorScheme: "light" | "dark"): Promise<{ page: Page; complaints: string[] }> {
    const page = await (await browser.newContext({ colorScheme, viewport: { width: 1000, height: 800 } })).newPage();
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("request", (request) => {
      if (!request.url().startsWith("file:")) complaints.push(`asked for ${request.url()}`);
    });
    await page.goto(pathToFileURL(file).href);
    return { page, complaints };
  }

  test.each(["light", "dark"] as const)("%s: nothing loaded, nothing broken, readable for everyone", async (scheme) => {
    const { page, complaints } = await open(scheme);
    for (const finding of await page.locator("details summary").all()) await finding.click();
    const result = await page.evaluate<AxeResult>(`${axe}; axe.run()`);
    expect(result.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    expect(complaints).toEqual([]);
    const sideways = await page.evaluate<boolean>("document.documentElement.scrollWidth > innerWidth");
    expect(sideways).toBe(false);
  });

  test("the filter narrows by word, severity and room, and says how many are shown", async () => {
    const { page } = await open("light");
    const shown = () => page.locator("#shown").textContent();
    expect(await shown()).toBe("3 shown");
    await page.getByPlaceholder("Filter by any word").fill("malware mal-2025");
    expect(await shown()).toBe("1 shown");
    await page.getByPlaceholder("Filter by any word").fill("");
    await page.getByRole("button", { name: "critical" }).click();
    expect(await shown()).toBe("2 shown");
    await page.getByLabel("Room").selectOption("advisories");
    expect(await shown()).toBe("0 shown");
  });

  test("the button turns light into dark", async () => {
    const { page } = await open("light");
    const ground = () => page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
    const before = await ground();
    await page.getByRole("button", { name: "Light or dark" }).click();
    expect(await ground()).not.toBe(before);
  });

  test("it stays readable on a telephone", async () => {
    const { page } = await open("light");
    await page.setViewportSize({ width: 375, height: 700 });
    expect(await page.evaluate<boolean>("document.documentElement.scrollWidth > innerWidth")).toBe(false);
  });
});
