import type { YamlPath } from "../../documents/yaml/read.ts";

/** What one file must say after an edit, told in its own terms and not as text: everything else must say what it said. */
export type Expectation = YamlExpectation | DockerfileExpectation | ShellExpectation;

interface YamlExpectation {
  readonly path: string;
  readonly format: "yaml";
  readonly changes: readonly YamlChange[];
}

/** Paths are those before any change; what is put into a list moves the rest on. */
export type YamlChange =
  | { readonly kind: "set"; readonly document: number; readonly at: YamlPath; readonly value: unknown }
  | {
      readonly kind: "insert";
      readonly document: number;
      readonly list: YamlPath;
      readonly index: number;
      readonly value: unknown;
    };

interface DockerfileExpectation {
  readonly path: string;
  readonly format: "dockerfile";
  readonly changes: readonly DockerfileChange[];
}

export type DockerfileChange =
  | { readonly kind: "base"; readonly stage: number; readonly image: string }
  /** `before` is the index of an instruction in the stage, FROM not counted. */
  | {
      readonly kind: "instruction";
      readonly stage: number;
      readonly before: number;
      readonly keyword: string;
      readonly text: string;
    };

export interface ShellExpectation {
  readonly path: string;
  readonly format: "shell";
  /** Each literal assignment becomes one that reads this command's output. */
  readonly changes: readonly { readonly name: string; readonly command: readonly string[] }[];
}
