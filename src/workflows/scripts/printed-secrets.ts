/** Programs whose output the log's mask does not know any more. */
const CHANGES = /\|\s*(base64|xxd|rev|od|hexdump|sed|tr|fold|cut)\b(?![^\n|]*\s(?:-d|-D|--decode)\b)/;

/**
 * Lines that print a secret: `echo ${{ secrets.X }}` with nothing behind it that takes its output up. `changedBy` names
 * the program that makes another text of it first.
 */
export function printedSecrets(
  script: string,
  secretVariables: readonly string[],
): { readonly name: string; readonly changedBy: string }[] {
  if (!/\b(?:echo|printf|Write-Host|Write-Output)\b/.test(script)) return [];
  const found = new Map<string, { name: string; changedBy: string }>();
  for (const line of script.split("\n")) {
    const text = line.slice(0, 2_000).trim();
    if (!/^(?:sudo\s+)?(?:echo|printf|Write-Host|Write-Output)\s/.test(text) || /::add-mask::/.test(text)) continue;
    const name =
      /\$\{\{\s*secrets\.([\w-]+)\s*\}\}/.exec(text)?.[1] ?? secretVariables.find((variable) => uses(text, variable));
    if (name === undefined || />|<\(|\btee\b/.test(text.replace(/\d?>&\d/g, ""))) continue;
    const changedBy = CHANGES.exec(text)?.[1] ?? "";
    const pipes = text.split("|").slice(1);
    const endsInLog = pipes.every((part) => CHANGES.test(`|${part}`));
    if (endsInLog && !/&&|;/.test(text.replace(/^[^|]*/, ""))) found.set(name, { name, changedBy });
  }
  return [...found.values()];
}

function uses(text: string, variable: string): boolean {
  return text.includes(`$${variable}`) && new RegExp(`\\$\\{?(?:env:)?${variable}(?![\\w:])`).test(text)
    ? true
    : text.includes(`\${${variable}}`) || text.includes(`\${${variable}:`);
}
