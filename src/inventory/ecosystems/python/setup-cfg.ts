import type { WholeReader } from "../../../core/reader.ts";
import type { AskedForFact } from "../../facts.ts";
import { isNamed } from "../as-package.ts";
import { Asking } from "../asked-for.ts";
import { eachLine } from "../lines.ts";
import { isVendored } from "../vendored.ts";
import { requiredName } from "./names.ts";

/** What a Python project asks for in the older form of setuptools, an INI file with lists of indented lines. */
export const setupCfg: WholeReader<AskedForFact> = {
  id: "inventory/python-setup-cfg",
  version: 1,
  limit: 1024 * 1024,
  wants: ({ type, path }) => type === "file" && isNamed(path, "setup.cfg") && !isVendored(path),
  *read(file) {
    const asking = new Asking();
    let section = "";
    let key = "";
    eachLine(file.text(), (line) => {
      const content = line.trim();
      if (content === "" || content.startsWith("#") || content.startsWith(";")) return;
      const isIndented = line.startsWith(" ") || line.startsWith("\t");
      const equals = content.indexOf("=");
      if (!isIndented && content.startsWith("[")) section = content;
      else if (isIndented) ask(asking, section, key, content);
      else if (equals !== -1) {
        key = content.slice(0, equals).trim();
        ask(asking, section, key, content.slice(equals + 1).trim());
      }
    });
    yield asking.fact(file.place, "pypi");
  },
};

function ask(asking: Asking, section: string, key: string, requirement: string): void {
  const name = requiredName(requirement);
  if (name === undefined) return;
  if (section === "[options]" && key === "install_requires") asking.add("production", name);
  else if (section === "[options.extras_require]") asking.add("optional", name);
}
