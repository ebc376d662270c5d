import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Whether a browser is here. In CI a missing one is a failure, never a silent skip. */
export function hasChromium(): boolean {
  return process.env.CI === "true" || PLACES.some((path) => existsSync(path));
}

/** Debian's Chromium, without the network that it would look for. */
export async function openChromium(): Promise<Browser> {
  const executablePath = PLACES.find((path) => existsSync(path)) ?? PLACES[0];
  const quiet = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ];
  return await chromium.launch({ ...(executablePath !== undefined && { executablePath }), args: quiet });
}
