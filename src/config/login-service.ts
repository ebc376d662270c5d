const SERVICES: ReadonlyMap<string, string> = new Map([
  ["22", "SSH"],
  ["23", "telnet"],
  ["3389", "RDP"],
  ["5900", "VNC"],
]);

/** The service by which people log in at a port; undefined for all other ports. */
export function loginService(port: string): string | undefined {
  return SERVICES.get(port);
}
