import { WaybillError } from "../../core/errors.ts";
import { isLoopback } from "../network.ts";

/** Through whom mail goes out. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; else STARTTLS, which must be offered but by this machine itself. */
  readonly secure: boolean;
  readonly from: string;
  readonly auth?: { readonly user: string; readonly pass: string };
}

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The same on every attempt, so that a mailbox may know what came twice. */
  readonly id: string;
}

/**
 * Reads `smtps://user:password@mail.example.com` or `smtp://mail.example.com:587`.
 * @throws WaybillError where it is none; the message holds nothing of it
 */
export function readMailServer(address: string, from: string): MailServer {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isSecure = url?.protocol === "smtps:";
  if (url === undefined || (!isSecure && url.protocol !== "smtp:") || url.hostname === "" || !isMailAddress(from))
    throw new WaybillError(
      "connect/no-mail-server",
      "The mail server or the sender is none.",
      "Write WAYBILL_SMTP_URL=smtps://USER:PASSWORD@HOST or smtp://HOST:587, and WAYBILL_MAIL_FROM=waybill@example.com.",
    );
  const user = decodeURIComponent(url.username);
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: Number(url.port) || (isSecure ? 465 : 587),
    secure: isSecure,
    from,
    ...(user !== "" && { auth: { user, pass: decodeURIComponent(url.password) } }),
  };
}

/** One mailbox, and nothing that a mail's head could take for more. */
export function isMailAddress(text: string): boolean {
  return /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z\d](?:[a-z\d.-]{0,250}[a-z\d])?$/i.test(text);
}

/**
 * Hands a mail to the server.
 * @param patience milliseconds for all of it
 * @throws WaybillError where the server does not take it
 */
export async function sendMail(server: MailServer, mail: Mail, patience: number): Promise<void> {
  const { createTransport } = await import("nodemailer");
  const { host, port, secure, auth, from } = server;
  const transport = createTransport({
    host,
    port,
    secure,
    requireTLS: !secure && !isLoopback(host),
    ...(auth !== undefined && { auth }),
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
    dnsTimeout: patience,
    // Nothing in a mail of ours is to be fetched from anywhere.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const { to, subject, text, id } = mail;
  const messageId = `<${id}@${from.slice(from.lastIndexOf("@") + 1)}>`;
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("late")), patience);
  });
  try {
    await Promise.race([transport.sendMail({ from, to, subject, text, messageId }), tooLate]);
  } catch (error) {
    const { code = "unknown", responseCode } = error as { code?: string; responseCode?: number };
    throw new WaybillError(
      "connect/mail-refused",
      // What a server says may quote the mail; its number does not.
      `The mail server did not take it (${[code, responseCode].filter((one) => one !== undefined).join(" ")}).`,
      "Look at the mail server's log.",
    );
  } finally {
    clearTimeout(timer);
    tooLate.catch(() => {});
    transport.close();
  }
}
