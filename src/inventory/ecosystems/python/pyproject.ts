import type { WholeReader } from "../../../core/reader.ts";
import { type AskedForFact, type PassedOverFact, passedOverAt } from "../../facts.ts";
import { isNamed } from "../as-package.ts";
import { Asking } from "../asked-for.ts";
import { type Fields, fieldsOf } from "../narrow.ts";
import { parseToml } from "../toml.ts";
import { isVendored } from "../vendored.ts";
import { foldName, requiredName } from "./names.ts";

type Group = "production" | "optional" | "development";

/** What a Python project asks for, in the tables that all tools share and in those of Poetry and PDM. */
export const pyproject: WholeReader<AskedForFact | PassedOverFact> = {
  id: "inventory/python-pyproject",
  version: 1,
  limit: 4 * 1024 * 1024,
  wants: ({ type, path }) => type === "file" && isNamed(path, "pyproject.toml") && !isVendored(path),
  *read(file) {
    const manifest = fieldsOf(parseToml(file.text()));
    if (manifest === undefined) {
      yield passedOverAt(file.place, "unresolved", "a pyproject.toml that is not readable as a manifest");
      return;
    }
    const asking = new Asking();
    const project = fieldsOf(manifest["project"]) ?? {};
    takeList(project["dependencies"], "production", asking);
    takeLists(project["optional-dependencies"], "optional", asking);
    takeLists(manifest["dependency-groups"], "development", asking);
    const tools = fieldsOf(manifest["tool"]) ?? {};
    takeLists(fieldsOf(tools["pdm"])?.["dev-dependencies"], "development", asking);
    takePoetry(fieldsOf(tools["poetry"]) ?? {}, asking);
    yield asking.fact(file.place, "pypi");
  },
};

function takeLists(lists: unknown, group: Group, asking: Asking): void {
  for (const list of Object.values(fieldsOf(lists) ?? {})) takeList(list, group, asking);
}

/** Texts as PEP 508 has them; a group may also include another, which is taken by itself. */
function takeList(list: unknown, group: Group, asking: Asking): void {
  for (const requirement of Array.isArray(list) ? (list as unknown[]) : []) {
    const name = typeof requirement === "string" ? requiredName(requirement) : undefined;
    if (name !== undefined) asking.add(group, name);
  }
}

function takePoetry(poetry: Fields, asking: Asking): void {
  takeNames(poetry["dependencies"], "production", asking);
  takeNames(poetry["dev-dependencies"], "development", asking);
  for (const group of Object.values(fieldsOf(poetry["group"]) ?? {})) {
    takeNames(fieldsOf(group)?.["dependencies"], "development", asking);
  }
}

function takeNames(table: unknown, group: Group, asking: Asking): void {
  for (const [name, value] of Object.entries(fieldsOf(table) ?? {})) {
    if (name === "python") continue; // the interpreter
    const isOptional = group === "production" && fieldsOf(value)?.["optional"] === true;
    asking.add(isOptional ? "optional" : group, foldName(name));
  }
}
