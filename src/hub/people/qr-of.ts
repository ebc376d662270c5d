import { encodeQR } from "qr";

/** A QR code as a drawing: its edge in modules, the quiet zone included, and the dark ones as a path of SVG. */
export interface QrDrawing {
  readonly size: number;
  readonly path: string;
}

/** Draws a text. Each run of dark modules in a row is one rectangle. */
export function qrOf(text: string): QrDrawing {
  const rows = encodeQR(text, "raw", { ecc: "medium", border: 4 });
  const path = rows
    .flatMap((row, y) => runsIn(row).map(([start, length]) => `M${start} ${y}h${length}v1h-${length}z`))
    .join("");
  return { size: rows.length, path };
}

function runsIn(row: readonly (boolean | undefined)[]): [start: number, length: number][] {
  const runs: [number, number][] = [];
  for (const [x, isDark] of row.entries()) {
    if (isDark !== true) continue;
    const last = runs.at(-1);
    if (last !== undefined && last[0] + last[1] === x) last[1]++;
    else runs.push([x, 1]);
  }
  return runs;
}
