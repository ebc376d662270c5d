import { mkdirSync } from "node:fs";
import { createServer, type ServerHttp2Stream } from "node:http2";
import { dirname } from "node:path";

/** Fields of a protocol buffer: a text, another message, or a truth. */
function message(...fields: readonly (readonly [number, string | Buffer | boolean])[]): Buffer {
  return Buffer.concat(
    fields.map(([number, value]) => {
      if (typeof value === "boolean") return Buffer.from([number << 3, Number(value)]);
      const bytes = Buffer.from(value);
      return Buffer.concat([Buffer.from([(number << 3) | 2, bytes.length]), bytes]);
    }),
  );
}

const condition = (type: string) => message([1, type], [2, true]);

/** The answers that a kubelet cannot do without; all other lists are empty. */
const ANSWERS: Readonly<Record<string, Buffer>> = {
  Version: message([1, "0.1.0"], [2, "bench"], [3, "1.0.0"], [4, "v1"]),
  Status: message([1, message([1, condition("RuntimeReady")], [1, condition("NetworkReady")])]),
};

const UNKNOWN = /^(?:RuntimeConfig|GetContainerEvents)$/;

/** A container runtime without containers, in the words of the Container Runtime Interface (gRPC), so that a kubelet runs. */
function serveRuntime(socket: string): void {
  mkdirSync(dirname(socket), { recursive: true });
  const server = createServer();
  server.on("stream", (stream, headers) => answer(stream, String(headers[":path"]).replace(/^.*\//, "")));
  server.listen(socket);
}

function answer(stream: ServerHttp2Stream, method: string): void {
  const body = ANSWERS[method] ?? Buffer.alloc(0);
  const frame = Buffer.concat([Buffer.alloc(5), body]);
  frame.writeUInt32BE(body.length, 1);
  stream.on("error", () => {}); // the caller has gone
  stream.resume();
  stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
  stream.once("wantTrailers", () => stream.sendTrailers({ "grpc-status": UNKNOWN.test(method) ? "12" : "0" }));
  stream.end(UNKNOWN.test(method) ? undefined : frame);
}

const [, , socket] = process.argv;
if (socket === undefined) throw new Error("name the socket");
serveRuntime(socket);
