import { asMap, asScalar as scalarOf } from "../../documents/shape.ts";
import { firstEntry } from "../edits/yaml-entry.ts";
import { valueAt } from "../proof/documents.ts";
import { type Fixer, unable } from "./fixer.ts";
import { asScalar, scalarAt } from "./yaml-places.ts";

/** The input that keeps an action from restoring a cache, from the actions' own descriptions. */
const SWITCHES: readonly { readonly action: RegExp; readonly input: string; readonly off: string }[] = [
  { action: /^actions\/setup-(?:node|python|java|dotnet|ruby)@/i, input: "cache", off: '""' },
  { action: /^actions\/setup-go@/i, input: "cache", off: "false" },
  { action: /^astral-sh\/setup-uv@/i, input: "enable-cache", off: "false" },
  { action: /^ruby\/setup-ruby@/i, input: "bundler-cache", off: "false" },
];

/** A job that publishes restores no cache: what others may have put there would be published with it. */
export const cacheOff: Fixer = {
  name: "cache-off",
  rules: ["workflows/cache-in-release"],
  kind: "edit",
  async mend({ place, file }) {
    const uses = scalarAt(file, place);
    if (uses === undefined || uses.path.at(-1) !== "uses") return unable("the step is shared or written unusually");
    const known = SWITCHES.find(({ action }) => action.test(uses.value));
    if (known === undefined) return unable(`${uses.value} has no input that leaves its cache alone; take the step out`);
    const { input, off } = known;
    const value = off === '""' ? "" : false;
    const at = [...uses.path.slice(0, -1), "with"];
    const inputs = asMap(valueAt(uses.document.value, at));
    const { document, index } = uses;
    const mend = (edit: { start: number; end: number; replacement: string }, path: typeof at, set: unknown) => ({
      summary: `Publish without a cache (${input}: ${off})`,
      edits: [edit],
      expectation: {
        path: file.path,
        format: "yaml" as const,
        changes: [{ kind: "set" as const, document: index, at: path, value: set }],
      },
    });
    if (inputs === undefined || document.isShared(at)) return unable("the step's inputs are missing, shared or no map");
    if (!Object.hasOwn(inputs, input)) {
      const edit = firstEntry(file, document, at, `${input}: ${off}`);
      return edit === undefined ? unable("the step's inputs are written unusually") : mend(edit, [...at, input], value);
    }
    const scalar = asScalar(file, document, index, [...at, input]);
    const range = document.rangeOf([...at, input]);
    if (scalar === undefined && scalarOf(inputs[input]) === undefined) return unable(`${input} is written unusually`);
    const edit = { start: file.byteAt(range.start), end: file.byteAt(range.end), replacement: off };
    return mend(edit, [...at, input], value);
  },
};
