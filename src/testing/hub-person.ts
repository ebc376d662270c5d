import type { ServedHub } from "./serve-hub.ts";

/** Somebody at the hub's page: asks what the page asks, with its cookies and its origin. */
export interface HubPerson {
  ask(method: string, path: string, body?: unknown): Promise<{ status: number; body: Record<string, unknown> }>;
}

export function hubPerson({ url }: Pick<ServedHub, "url">): HubPerson {
  const jar = new Map<string, string>();
  const origin = url.replace("127.0.0.1", "localhost");
  return {
    async ask(method, path, body) {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
      const response = await fetch(url + path, {
        method,
        headers: { origin, cookie, ...(body !== undefined && { "content-type": "application/json" }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      for (const line of response.headers.getSetCookie()) {
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (value === "") jar.delete(name);
        else jar.set(name, value);
      }
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
  };
}
