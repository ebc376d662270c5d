import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Notification } from "../../contract/notifications.ts";

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A server on this machine that is told things, and answers as a test wants. */
export interface Receiver extends AsyncDisposable {
  readonly url: string;
  readonly received: Received[];
  /** Resolves when so many requests have come. */
  has(count: number): Promise<void>;
}

export async function receiver(
  answer: (response: ServerResponse, request: Received) => void = (response) => void response.end(),
): Promise<Receiver> {
  const received: Received[] = [];
  let look = () => {};
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const one = { path: request.url ?? "", headers: request.headers, body: Buffer.concat(chunks).toString() };
      received.push(one);
      answer(response, one);
      look();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    async has(count) {
      await new Promise<void>((resolve) => {
        look = () => {
          if (received.length >= count) resolve();
        };
        look();
      });
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Reads a webhook as a receiver has to. @throws where the signature is not that of the secret, or the body not as promised */
export function readWebhook({ headers, body }: Received, secret: string): Notification {
  const [id, timestamp, signature] = ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) =>
    String(headers[name]),
  );
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const expected = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  if (signature !== `v1,${expected}`) throw new Error("the signature does not fit");
  return Notification.parse(JSON.parse(body));
}
