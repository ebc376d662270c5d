/**
 * The host that dockerd listens at for `-H`; undefined for what is no TCP, `unknown` for what something else fills in.
 * One without a host is the loopback address, and one without `://` is TCP (moby, opts/hosts.go).
 */
export function listensOn(address: string): string | undefined {
  if (/\$|\{\{/.test(address)) return "unknown";
  const [, scheme = "tcp", rest = ""] = /^(?:([\w+.-]+):\/\/)?(.*)$/s.exec(address.trim()) ?? [];
  if (scheme.toLowerCase() !== "tcp") return undefined;
  const host = /^\[([^\]]*)\]/.exec(rest)?.[1] ?? rest.replace(/[:/].*$/s, "");
  return host === "" ? "localhost" : host;
}
