import { decodeQR } from "qr/decode.js";
import { expect, test } from "vitest";
import { qrOf } from "./qr-of.ts";

/** As a camera sees the drawing: dark on white, some pixels a module. */
function seen({ size, path }: { size: number; path: string }) {
  const scale = 4;
  const width = size * scale;
  const data = new Uint8Array(width * width * 4).fill(255);
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g))
    for (let dy = 0; dy < scale; dy++)
      for (let dx = 0; dx < Number(length) * scale; dx++) {
        const at = ((Number(y) * scale + dy) * width + Number(x) * scale + dx) * 4;
        data.fill(0, at, at + 3);
      }
  return { width, height: width, data };
}

test.each([
  "otpauth://totp/Waybill:ada%40example.com?secret=JBSWY3DPEHPK3PXP&issuer=Waybill&digits=6&period=30",
  `otpauth://totp/Waybill:${"a".repeat(190)}?secret=${"A".repeat(52)}`,
])("what is drawn reads as what was said", (text) => {
  const drawing = qrOf(text);
  expect(drawing.path).toMatch(/^(?:M\d+ \d+h\d+v1h-\d+z)+$/);
  expect(decodeQR(seen(drawing))).toBe(text);
});
