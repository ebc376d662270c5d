/** Markup that is safe to put into a page as it is. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Part = Markup | string | number | undefined | null | false | readonly Part[];

/** A template in which every value is escaped unless it is markup itself. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Markup {
  return new Markup(
    strings.reduce((page, text, index) => `${page}${index === 0 ? "" : render(parts[index - 1])}${text}`, ""),
  );
}

/** A sentence in which what stands between backticks is code. */
export function prose(text: string | undefined): Markup {
  const parts = (text ?? "").split("`");
  if (parts.length % 2 === 0) return html`${text}`; // one without its fellow: nothing is code
  return html`${parts.map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}

function render(part: Part): string {
  if (part === undefined || part === null || part === false) return "";
  if (part instanceof Markup) return part.text;
  if (typeof part === "object") return part.map(render).join("");
  return String(part).replace(/[<>&"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
