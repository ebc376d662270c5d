import { EvaluationFault, type TemplateFunction } from "../../../documents/go-template/evaluate.ts";

/** Longest list that `until` and its like make. */
const LONGEST = 100_000;

/** Functions over numbers; whole ones where Sprig has int64. */
export const numbers: Readonly<Record<string, TemplateFunction>> = {
  int: ([value]) => whole(value),
  int64: ([value]) => whole(value),
  float64: ([value]) => Number(value) || 0,
  atoi: ([value]) => whole(value),
  toDecimal: ([value]) => Number.parseInt(String(value), 8) || 0,
  add: (args) => args.reduce<number>((sum, one) => sum + whole(one), 0),
  add1: ([value]) => whole(value) + 1,
  sub: ([a, b]) => whole(a) - whole(b),
  mul: (args) => args.reduce<number>((product, one) => product * whole(one), 1),
  div: ([a, b]) => Math.trunc(whole(a) / notZero(b)),
  mod: ([a, b]) => whole(a) % notZero(b),
  max: (args) => Math.max(...args.map(whole)),
  min: (args) => Math.min(...args.map(whole)),
  addf: (args) => args.reduce<number>((sum, one) => sum + Number(one), 0),
  subf: ([first, ...rest]) => rest.reduce<number>((left, one) => left - Number(one), Number(first)),
  mulf: (args) => args.reduce<number>((product, one) => product * Number(one), 1),
  divf: ([first, ...rest]) => rest.reduce<number>((left, one) => left / Number(one), Number(first)),
  maxf: (args) => Math.max(...args.map(Number)),
  minf: (args) => Math.min(...args.map(Number)),
  floor: ([value]) => Math.floor(Number(value)),
  ceil: ([value]) => Math.ceil(Number(value)),
  round: ([value, digits]) => Number(Number(value).toFixed(Math.min(20, Math.max(0, whole(digits))))),
  until: ([count]) => steps(0, whole(count), whole(count) < 0 ? -1 : 1),
  untilStep: ([start, stop, step]) => steps(whole(start), whole(stop), whole(step)),
  seq: (args) => sequence(args.map(whole)),
};

function whole(value: unknown): number {
  return Math.trunc(Number(value)) || 0;
}

function notZero(value: unknown): number {
  const number = whole(value);
  if (number === 0) throw new EvaluationFault("a division by zero");
  return number;
}

function steps(start: number, stop: number, step: number): number[] {
  const count = step === 0 ? 0 : Math.max(0, Math.ceil((stop - start) / step));
  if (count > LONGEST) throw new EvaluationFault("a list becomes longer than is looked at");
  return Array.from({ length: count }, (_, at) => start + at * step);
}

function sequence(args: readonly number[]): string {
  const [start, step, end] =
    args.length > 2 ? args : args.length === 2 ? [args[0], undefined, args[1]] : [1, undefined, args[0]];
  const [from, to] = [start ?? 1, end ?? 0];
  const by = step ?? (to < from ? -1 : 1);
  return steps(from, to + Math.sign(by), by).join(" ");
}
