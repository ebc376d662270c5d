import { BUILDS } from "./portfolio.ts";
import type { ScaleFigures } from "./scale.ts";

/** What a portfolio came to, as lines of a page. */
export function scaleLines({ size, portfolio, megabytes, largest, pages, advisoryDay }: ScaleFigures): string[] {
  const number = (value: number) => value.toLocaleString("en-US");
  const { images, lineages, teams } = size;
  return [
    `## Lists at ${number(images)} images`,
    "",
    `${number(images)} images, ${BUILDS} builds of each of ${number(images / BUILDS)} services, and ${number(lineages - images / BUILDS)} repositories,`,
    `in ${number(teams)} teams: ${number(portfolio.imageComponents)} components in images and ${number(portfolio.derivedFindings)} holes in these, stored by layer;`,
    `${number(portfolio.findings)} findings of lineages and ${number(portfolio.workItems)} work items. Written by SQL in ${(portfolio.seconds / 60).toFixed(0)} minutes (\`bench/hub/portfolio.ts\`).`,
    "",
    "| what | measured | goal |",
    "|---|---|---|",
    `| cluster on disk, log of changes included | ${number(megabytes)} MB | 5 GB at 100,000 images |`,
    `| ${number(advisoryDay.pairs)} new pairs of component and hole, until the ${number(advisoryDay.images)} images that hold them are known and ${number(advisoryDay.stale)} lineages wait to be judged | ${advisoryDay.seconds.toFixed(1)} s | 5 s |`,
    `| the slowest list: p95 | ${Math.max(...pages.map(({ p95 }) => p95)).toFixed(0)} ms | 100 ms |`,
    "",
    `The largest tables, with their indexes: ${largest.join(", ")}.`,
    "",
    "Each list was asked 40 times by two at once, page after page; milliseconds.",
    "",
    "| list | administrator: median | p95 | one team: median | p95 |",
    "|---|---|---|---|---|",
    ...[...Map.groupBy(pages, ({ list }) => list)].map(
      ([list, figures]) =>
        `| \`${shortened(list)}\` | ${figures.map(({ median, p95 }) => `${median.toFixed(0)} | ${p95.toFixed(0)}`).join(" | ")} |`,
    ),
  ];
}

function shortened(list: string): string {
  return decodeURIComponent(list.replace("/v1/", ""));
}
