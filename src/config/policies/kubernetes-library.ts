import { isIP, isIPv4 } from "node:net";
import { Environment, Optional } from "@marcbachmann/cel-js";
import { RE2JS, RE2JSException } from "re2js";

/** An expression that is none, or that cannot be answered for what it was given. */
export class CelFault extends Error {}

/** A quantity of Kubernetes, `500m` or `2Gi`, in its base unit. */
class Quantity {
  readonly amount: number;

  constructor(amount: number) {
    this.amount = amount;
  }
}

/** Stands before the functions of sets: `sets.contains(a, b)`. */
class Sets {
  readonly name = "sets";
}

class Address {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** CEL with the functions that an API server adds to it. */
export function kubernetesEnvironment(): Environment {
  const made = new Environment({
    unlistedVariablesAreDyn: true,
    homogeneousAggregateLiterals: false,
    enableOptionalTypes: true,
  });
  made.registerType("kubernetes.Quantity", Quantity);
  made.registerType("kubernetes.URL", URL);
  made.registerType("net.IP", Address);
  made.registerType("kubernetes.Sets", Sets);
  made.registerConstant("sets", "kubernetes.Sets", new Sets());
  const asOptional = (value: unknown) => (value instanceof Optional ? value : Optional.of(value));
  const functions: Readonly<Record<string, (...args: never[]) => unknown>> = {
    "dyn.asOptional(): optional<dyn>": asOptional,
    "quantity(string): kubernetes.Quantity": (text: string) => quantity(text),
    "isQuantity(string): bool": (text: string) => amountOf(text) !== undefined,
    "kubernetes.Quantity.isGreaterThan(kubernetes.Quantity): bool": (a: Quantity, b: Quantity) => a.amount > b.amount,
    "kubernetes.Quantity.isLessThan(kubernetes.Quantity): bool": (a: Quantity, b: Quantity) => a.amount < b.amount,
    "kubernetes.Quantity.compareTo(kubernetes.Quantity): int": (a: Quantity, b: Quantity) =>
      BigInt(Math.sign(a.amount - b.amount)),
    "kubernetes.Quantity.isInteger(): bool": (a: Quantity) => Number.isSafeInteger(a.amount),
    "kubernetes.Quantity.asInteger(): int": (a: Quantity) => BigInt(Math.trunc(a.amount)),
    "kubernetes.Quantity.asApproximateFloat(): double": (a: Quantity) => a.amount,
    "kubernetes.Quantity.sign(): int": (a: Quantity) => BigInt(Math.sign(a.amount)),
    "kubernetes.Quantity.add(kubernetes.Quantity): kubernetes.Quantity": (a: Quantity, b: Quantity) =>
      new Quantity(a.amount + b.amount),
    "kubernetes.Quantity.sub(kubernetes.Quantity): kubernetes.Quantity": (a: Quantity, b: Quantity) =>
      new Quantity(a.amount - b.amount),
    "url(string): kubernetes.URL": (text: string) => address(text),
    "isURL(string): bool": (text: string) => URL.canParse(text),
    "kubernetes.URL.getScheme(): string": (url: URL) => url.protocol.slice(0, -1),
    "kubernetes.URL.getHost(): string": (url: URL) => url.host,
    "kubernetes.URL.getHostname(): string": (url: URL) => url.hostname,
    "kubernetes.URL.getPort(): string": (url: URL) => url.port,
    "kubernetes.URL.getEscapedPath(): string": (url: URL) => url.pathname,
    "ip(string): net.IP": (text: string) => internetAddress(text),
    "isIP(string): bool": (text: string) => isIP(text) !== 0,
    "net.IP.family(): int": (one: Address) => (isIPv4(one.text) ? 4n : 6n),
    "net.IP.isLoopback(): bool": (one: Address) => /^(?:127\.|::1$)/.test(one.text),
    "net.IP.isUnspecified(): bool": (one: Address) => one.text === "0.0.0.0" || one.text === "::",
    "kubernetes.Sets.contains(list, list): bool": (_: Sets, all: unknown[], some: unknown[]) =>
      some.every((one) => holds(all, one)),
    "kubernetes.Sets.intersects(list, list): bool": (_: Sets, a: unknown[], b: unknown[]) =>
      a.some((one) => holds(b, one)),
    "kubernetes.Sets.equivalent(list, list): bool": (_: Sets, a: unknown[], b: unknown[]) =>
      a.every((one) => holds(b, one)) && b.every((one) => holds(a, one)),
    "list.sum(): dyn": (list: (bigint | number)[]) => list.reduce<bigint | number>(sum, 0n),
    "list.min(): dyn": (list: (bigint | number)[]) => extreme(list, (a, b) => a < b),
    "list.max(): dyn": (list: (bigint | number)[]) => extreme(list, (a, b) => a > b),
    "list.isSorted(): bool": (list: (bigint | number)[]) =>
      list.every((one, at) => at === 0 || (list[at - 1] ?? one) <= one),
    "list.indexOf(dyn): int": (list: unknown[], item: unknown) => BigInt(list.indexOf(item)),
    "list.lastIndexOf(dyn): int": (list: unknown[], item: unknown) => BigInt(list.lastIndexOf(item)),
    "string.linearMatches(string): bool": (text: string, pattern: string) => compiled(pattern).test(text),
    "string.find(string): string": (text: string, pattern: string) => findAll(text, pattern, 1)[0] ?? "",
    "string.findAll(string): list<string>": (text: string, pattern: string) => findAll(text, pattern, 10_000),
    "string.replace(string, string): string": (text: string, old: string, fresh: string) =>
      bounded(text.replaceAll(old, () => fresh)),
    "string.charAt(int): string": (text: string, at: bigint) => text.charAt(Number(at)),
    "string.reverse(): string": (text: string) => [...text].toReversed().join(""),
  };
  for (const [signature, handler] of Object.entries(functions))
    made.registerFunction(signature, handler as (...args: unknown[]) => unknown);
  return made;
}

const SUFFIXES: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

function amountOf(text: string): number | undefined {
  const parts = /^([+-]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30}))(?:([eE][+-]?\d{1,3})|([numkMGTPE]|[KMGTPE]i))?$/.exec(
    text,
  );
  if (parts === null) return undefined;
  return Number(`${parts[1]}${parts[2] ?? ""}`) * (SUFFIXES[parts[3] ?? ""] ?? 1);
}

function quantity(text: string): Quantity {
  const amount = amountOf(text);
  if (amount === undefined) throw new CelFault(`${JSON.stringify(text.slice(0, 40))} is no quantity`);
  return new Quantity(amount);
}

function address(text: string): URL {
  if (!URL.canParse(text)) throw new CelFault(`${JSON.stringify(text.slice(0, 80))} is no URL`);
  return new URL(text);
}

function internetAddress(text: string): Address {
  if (isIP(text) === 0) throw new CelFault(`${JSON.stringify(text.slice(0, 80))} is no address`);
  return new Address(text);
}

function holds(list: readonly unknown[], item: unknown): boolean {
  return list.some((one) => one === item || (typeof one === "object" && sameText(one, item)));
}

function sameText(a: unknown, b: unknown): boolean {
  const write = (value: unknown) =>
    JSON.stringify(value, (_, one: unknown) => (typeof one === "bigint" ? `${one}n` : one));
  return write(a) === write(b);
}

function sum(a: bigint | number, b: bigint | number): bigint | number {
  return typeof a === "bigint" && typeof b === "bigint" ? a + b : Number(a) + Number(b);
}

function extreme<T>(list: readonly T[], wins: (a: T, b: T) => boolean): T {
  const [first, ...rest] = list;
  if (first === undefined) throw new CelFault("an empty list has no least and no greatest");
  return rest.reduce((best, one) => (wins(one, best) ? one : best), first);
}

function findAll(text: string, pattern: string, most: number): string[] {
  const matcher = compiled(pattern).matcher(text);
  const found: string[] = [];
  while (found.length < most && matcher.find()) found.push(matcher.group() ?? "");
  return found;
}

/** Patterns may come from the object, too. */
function compiled(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (fault) {
    if (fault instanceof RE2JSException) throw new CelFault("a regular expression that is none");
    throw fault;
  }
}

const LONGEST = 1024 * 1024;

function bounded(text: string): string {
  if (text.length > LONGEST) throw new CelFault("a text becomes longer than is looked at");
  return text;
}
