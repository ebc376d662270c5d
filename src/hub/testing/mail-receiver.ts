import { type AddressInfo, createServer } from "node:net";

/** A mail server on this machine, which takes what it is given (RFC 5321), or says no to all. */
export interface MailReceiver extends AsyncDisposable {
  readonly url: string;
  readonly mails: { readonly to: string; readonly text: string }[];
  refuse: boolean;
}

export async function mailReceiver(): Promise<MailReceiver> {
  const mails: { to: string; text: string }[] = [];
  const server = createServer((socket) => {
    let [buffer, to, isData] = ["", "", false];
    const say = (line: string) => socket.write(`${line}\r\n`);
    const hear = (line: string) => {
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === "EHLO") return say("250 localhost");
      if (verb === "RCPT") to = /<(.*?)>/.exec(line)?.[1] ?? "";
      if (verb === "RCPT" && own.refuse) return say("550 no");
      if (verb === "DATA") {
        isData = true;
        return say("354 go on");
      }
      return say(verb === "QUIT" ? "221 bye" : "250 ok");
    };
    say("220 localhost");
    socket.on("error", () => {});
    socket.on("data", (chunk: Buffer) => {
      buffer += chunk.toString();
      for (;;) {
        const end = isData ? "\r\n.\r\n" : "\r\n";
        const at = buffer.indexOf(end);
        if (at < 0) return;
        const text = buffer.slice(0, at);
        buffer = buffer.slice(at + end.length);
        if (!isData) hear(text);
        else {
          mails.push({ to, text });
          isData = false;
          say("250 taken");
        }
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const own: MailReceiver = {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mails,
    refuse: false,
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return own;
}
