import { buildImage, writeOciLayout } from "../../src/testing/image-builder.ts";
import { applicationFiles } from "./application.ts";

/** An image of a few kilobytes with packages of Debian and npm, for runs that only show that everything works. */
export function smallImage(folder: string): string {
  const packages = ["base-files", "libc6", "openssl"].map((name) => {
    return `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.0-1\nMaintainer: Ada <ada@example.com>\n`;
  });
  const image = buildImage({
    layers: [
      {
        items: [
          { path: "etc/os-release", content: 'ID=debian\nVERSION_ID="12"\n' },
          { path: "var/lib/dpkg/status", content: packages.join("\n") },
          { path: "usr/share/doc/git/copyright", content: "none\n" },
        ],
      },
      { items: applicationFiles(20) },
    ],
    config: { User: "10001", Cmd: ["node", "/app/server.js"] },
  });
  writeOciLayout(folder, [{ image, tag: "latest" }]);
  return folder;
}
