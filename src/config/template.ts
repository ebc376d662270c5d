const SUFFIX = /\.(?:j2|jinja2?|tmpl|tpl|gotmpl|erb|epp)$/;

/** The path that a template is rendered to; undefined for what is none. */
export function renderedPath(path: string): string | undefined {
  return SUFFIX.test(path) ? path.replace(SUFFIX, "") : undefined;
}

export const UNRENDERED = "a template that is not rendered; look at the file that your tool makes of it";
