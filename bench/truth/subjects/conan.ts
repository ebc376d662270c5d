import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { have, once, run } from "../have.ts";
import { packageKey, type Subject } from "../subject.ts";

const RECIPES = 25;

/** Conan asks no server here: the recipes are made up and in its own cache. */
export const conan: Subject = {
  title: "Conan, lock",
  lister: "conan graph info",
  types: ["conan"],
  make: (folder) => {
    if (!have("python3")) return undefined;
    const tools = `${folder}-tools`;
    once(tools, () => {
      run("python3", ["-m", "venv", tools]);
      run(join(tools, "bin/pip"), ["install", "--quiet", "conan==2.10.2"]);
    });
    const program = join(tools, "bin", "conan");
    const environment = { CONAN_HOME: join(tools, "home") };
    once(folder, () => {
      run(program, ["profile", "detect", "--force"], { environment });
      run(program, ["remote", "disable", "*"], { environment });
      for (let number = 0; number < RECIPES; number++) {
        const recipe = join(tools, "conanfile.py");
        writeFileSync(recipe, recipeOf(number));
        run(program, ["create", recipe], { environment });
      }
      writeFileSync(
        join(folder, "conanfile.txt"),
        `[requires]\nlib${RECIPES - 1}/${versionOf(RECIPES - 1)}\n\n[tool_requires]\nlib1/${versionOf(1)}\n`,
      );
      run(program, ["lock", "create", "."], { cwd: folder, environment });
    });
    const { graph } = JSON.parse(
      run(program, ["graph", "info", ".", "--format=json"], { cwd: folder, environment }),
    ) as {
      graph: { nodes: Record<string, { name: string | null; version: string | null }> };
    };
    const keys = Object.values(graph.nodes).flatMap(({ name, version }) =>
      name === null || version === null ? [] : packageKey("conan", name, version),
    );
    return { target: folder, listed: { packages: new Set(keys) }, about: run(program, ["--version"]).trim() };
  },
};

function versionOf(number: number): string {
  return ["1.2.13", "3.0.0-beta", "cci.20240101", "8.5"][number % 4] ?? "";
}

function recipeOf(number: number): string {
  const needs = [number - 1, number - 3].filter((need) => need >= 0).map((need) => `"lib${need}/${versionOf(need)}"`);
  return `from conan import ConanFile

class Recipe(ConanFile):
    name = "lib${number}"
    version = "${versionOf(number)}"
    requires = (${needs.map((need) => `${need},`).join(" ")})
`;
}
