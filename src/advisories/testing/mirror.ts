import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createNetwork } from "../../connect/network.ts";
import { updateAdvisories } from "../index.ts";
import { type House, NOW } from "./house.ts";

export type Answering = (request: IncomingMessage, response: ServerResponse) => void;

/** Starts mirrors on this machine, from which the house's database is renewed. What one has no answer for is not there. */
export const mirrorOn = (here: House) => async (answers: Record<string, Answering | string | Buffer>) => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    asked.push(path);
    const answer = answers[path];
    if (answer === undefined) response.writeHead(404).end("none");
    else if (typeof answer === "function") answer(request, response);
    else response.end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const waited: number[] = [];
  return {
    answers,
    asked,
    waited,
    update: (now = NOW, ecosystems: readonly string[] = ["npm"]) =>
      updateAdvisories({
        network: createNetwork({ offline: false, hosts: [host] }),
        mirror: `http://${host}`,
        dataDirectory: here.data,
        ecosystems,
        now,
        wait: async (milliseconds) => void waited.push(milliseconds),
      }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

/** Answers with a body, or that it is still the one of this tag. */
export const withTag =
  (body: Buffer, etag: string): Answering =>
  (request, response) => {
    response.setHeader("etag", etag);
    if (request.headers["if-none-match"] === etag) response.writeHead(304).end();
    else response.end(body);
  };
