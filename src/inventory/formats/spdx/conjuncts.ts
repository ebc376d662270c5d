/** What holds together at the top of an expression: `MIT AND (A OR B)` → `MIT`, `A OR B`. One with `OR` there is whole. */
export function conjuncts(expression: string): string[] {
  const parts: string[][] = [[]];
  let depth = 0;
  for (const word of expression.split(" ")) {
    if (depth === 0 && word === "OR") return [expression];
    if (depth === 0 && word === "AND") parts.push([]);
    else parts.at(-1)?.push(word);
    depth += word.split("(").length - word.split(")").length;
  }
  return parts.map((words) => words.join(" ")).map((part) => (/^\([^()]*\)$/.test(part) ? part.slice(1, -1) : part));
}
