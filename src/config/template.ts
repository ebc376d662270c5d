const SUFFIX = /\.(?:j2|jinja2?|tmpl|tpl|gotmpl|erb|epp)$/;

/** The path that a template is rendered to; undefined for what is none. */
export function renderedPath(path: string): string | undefined {
  return SUFFIX.test(path) ? path.replace(SUFFIX, "") : undefined;
}

export const UNRENDERED = "a template that is not rendered; look at the file that your tool makes of it";

const STATEMENT = /^[ \t]*\{\{-?[ \t]*(?:if|range|with|define|end|include|template)\b/m;

/** Whether lines of Go's templates stand in a text where no reader of YAML takes them for a value. */
export function holdsStatements(text: string): boolean {
  return text.includes("{{") && STATEMENT.test(text);
}
