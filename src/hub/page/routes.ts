import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { endpoint } from "../../contract/endpoint.ts";
import { type Route, route } from "../http/route.ts";

/** The page's files, each with the type as which it goes out. */
export const PAGE_FILES = {
  "page.html": "text/html; charset=utf-8",
  "page.css": "text/css; charset=utf-8",
  "icon.svg": "image/svg+xml",
  "page.js": "text/javascript; charset=utf-8",
  "page-account.js": "text/javascript; charset=utf-8",
  "page-dom.js": "text/javascript; charset=utf-8",
  "page-lists.js": "text/javascript; charset=utf-8",
  "page-sign-in.js": "text/javascript; charset=utf-8",
} as const;

/** Nothing but our own files runs, and nothing is sent anywhere but to the hub. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join("; ");

/** The page itself, at the hub's root; it holds nothing but how to ask. */
export const PAGE_ROUTES: readonly Route[] = Object.entries(PAGE_FILES).map(([name, contentType]) => {
  const isRoot = name === "page.html";
  const declared = endpoint({
    id: isRoot ? "page" : `page ${name}`,
    method: "GET",
    path: isRoot ? "/" : `/page/${name}`,
    summary: "The hub's page",
    action: { open: "sign-in" },
    answer: z.string(),
    contentType,
  });
  return route(declared, async ({ reply }, { people }) => {
    void reply.header("content-security-policy", PAGE_POLICY).header("referrer-policy", "no-referrer");
    return isRoot ? textOf(name).replace("{{origin}}", people?.origin() ?? "") : textOf(name);
  });
});

const texts = new Map<string, string>();

/** From beside this script: in the bundle all files lie in one folder. */
function textOf(name: string): string {
  const known = texts.get(name);
  if (known !== undefined) return known;
  const text = readFileSync(join(import.meta.dirname, name), "utf8");
  texts.set(name, text);
  return text;
}
