import type { Draw } from "./draw.ts";

/** Texts that read like programs: enough for what looks at text, and never run. */

export function typeScriptFile(draw: Draw): string {
  const blocks = repeat(6 + draw.number(18), () => {
    const [name, taken] = [draw.name(), draw.name()];
    return [
      `/** ${draw.sentence()} */`,
      `export async function ${name}(${taken}: string, limit = ${draw.number(500)}): Promise<Record<string, number>> {`,
      `  const counted: Record<string, number> = {};`,
      `  for (const ${draw.word()}Part of ${taken}.split("${draw.of([",", ";", "/", " "])}")) {`,
      `    counted["${draw.word()}-${draw.word()}"] = limit * ${draw.number(90)}; // ${draw.sentence()}`,
      `  }`,
      `  if (Object.keys(counted).length > limit) throw new Error("${draw.sentence()}");`,
      `  return counted;`,
      `}`,
    ].join("\n");
  });
  return [`import { ${draw.name()} } from "./${draw.word()}.ts";`, ...blocks].join("\n\n");
}

export function goFile(draw: Draw): string {
  const blocks = repeat(6 + draw.number(16), () => {
    const name = capital(draw.name());
    return [
      `// ${name} ${draw.sentence()}`,
      `func ${name}(ctx context.Context, ${draw.word()}List []string) (map[string]int, error) {`,
      `\tcounted := make(map[string]int, ${draw.number(64)})`,
      `\tif err := ctx.Err(); err != nil {`,
      `\t\treturn nil, fmt.Errorf("${draw.word()} %q: %w", "${draw.word()}", err)`,
      `\t}`,
      `\tcounted["${draw.word()}"] = ${draw.number(900)} // ${draw.sentence()}`,
      `\treturn counted, nil`,
      `}`,
    ].join("\n");
  });
  return [`package ${draw.word()}`, `import (\n\t"context"\n\t"fmt"\n)`, ...blocks].join("\n\n");
}

export function pythonFile(draw: Draw): string {
  const blocks = repeat(5 + draw.number(16), () => {
    return [
      `def ${draw.word()}_${draw.word()}_${draw.number(90)}(${draw.word()}_path, limit=${draw.number(200)}):`,
      `    """${draw.sentence()}"""`,
      `    counted = {"${draw.word()}": ${draw.number(90)}, "${draw.word()}": ${draw.number(90)}}`,
      `    for key, value in sorted(counted.items()):`,
      `        if value > limit:  # ${draw.sentence()}`,
      `            raise ValueError(f"${draw.word()} {key} is over {limit}")`,
      `    return counted`,
    ].join("\n");
  });
  return [`import json\nimport os`, ...blocks].join("\n\n\n");
}

export function shellFile(draw: Draw): string {
  const steps = repeat(8 + draw.number(20), () => {
    return `# ${draw.sentence()}\n${draw.word()}_dir="\${ROOT}/${draw.word()}"\nmkdir -p "$${draw.word()}_dir" && cp -r ${draw.word()} "${draw.word()}/"`;
  });
  return ["#!/usr/bin/env bash", "set -euo pipefail", `ROOT="$(dirname "$0")"`, ...steps].join("\n\n");
}

function repeat(times: number, make: () => string): string[] {
  return Array.from({ length: times }, make);
}

function capital(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}
