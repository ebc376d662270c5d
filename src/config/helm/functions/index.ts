import { builtins } from "../../../documents/go-template/builtins.ts";
import { EvaluationFault, type TemplateFunction } from "../../../documents/go-template/evaluate.ts";
import { printed } from "../../../documents/go-template/values.ts";
import { dicts } from "./dicts.ts";
import { encodings } from "./encodings.ts";
import { generated } from "./generated.ts";
import { kinds } from "./kinds.ts";
import { lists } from "./lists.ts";
import { numbers } from "./numbers.ts";
import { patterns } from "./patterns.ts";
import { texts } from "./texts.ts";
import { versions } from "./versions.ts";

/** All that templates of a chart may call, but `tpl`, which needs the chart. */
export const chartFunctions: Readonly<Record<string, TemplateFunction>> = {
  ...texts,
  ...numbers,
  ...lists,
  ...dicts,
  ...kinds,
  ...encodings,
  ...patterns,
  ...versions,
  ...generated,
  ...builtins,
  slice: ([value, ...bounds], render) => (Array.isArray(value) ? lists : builtins).slice?.([value, ...bounds], render),
  include: ([name, data], render) => render.include(printed(name), data),
  required: ([message, value]) => {
    if (value === undefined || value === null || value === "")
      throw new EvaluationFault(`a value is required: ${printed(message).slice(0, 200)}`);
    return value;
  },
  fail: ([message]) => {
    throw new EvaluationFault(`the chart refuses: ${printed(message).slice(0, 200)}`);
  },
  /** No cluster is asked, as with `helm template`. */
  lookup: () => ({}),
};
