import { WaybillError } from "../core/errors.ts";

/** What went wrong on the way to a host, in words that say what to do. Errors that already do stay as they are. */
export function unreachable(url: URL, fault: unknown): WaybillError {
  if (fault instanceof WaybillError) return fault;
  const code = codeOf(fault);
  const { code: name, message, advice } = explain(url.host, code, fault);
  return new WaybillError(name, message, advice, { cause: fault });
}

function explain(host: string, code: string, fault: unknown): { code: string; message: string; advice: string } {
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
    return {
      code: "connect/unknown-host",
      message: `No host called ${host} was found.`,
      advice: "Look for a typing mistake in the name, and whether name resolution works here.",
    };
  }
  if (code === "ECONNREFUSED") {
    return {
      code: "connect/refused",
      message: `${host} refused the connection.`,
      advice: "Look whether the server runs and listens on this port.",
    };
  }
  if (code === "ECONNRESET" || code === "ERR_STREAM_PREMATURE_CLOSE" || code === "EPIPE") {
    return {
      code: "connect/broken-off",
      message: `${host} broke off the connection.`,
      advice: "Run it again; if it happens each time, ask who runs the server.",
    };
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS/.test(code)) {
    return {
      code: "connect/certificate",
      message: `The certificate of ${host} cannot be trusted: ${code}.`,
      advice: "If an authority of your own signed it, name its file in NODE_EXTRA_CA_CERTS.",
    };
  }
  if (code === "EPROTO" || code.startsWith("ERR_SSL")) {
    return {
      code: "connect/no-encryption",
      message: `${host} does not speak TLS on this port.`,
      advice: "Look whether the port is right, and whether this server is only reached without encryption.",
    };
  }
  return {
    code: "connect/failed",
    message: `Talking to ${host} failed: ${code || (fault instanceof Error ? fault.message : "unknown")}.`,
    advice: "Look whether the host can be reached from here, and run it again.",
  };
}

/** Of the error or, where several addresses were tried, of the first one's. */
function codeOf(fault: unknown): string {
  if (fault instanceof AggregateError && fault.errors.length > 0) return codeOf(fault.errors[0]);
  return fault instanceof Error && "code" in fault ? String(fault.code) : "";
}
