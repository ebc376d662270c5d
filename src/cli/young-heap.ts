import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";

/**
 * Keeps the part of the heap for what is short-lived as large as it is now. V8 doubles it up to 48 MiB, which saves some
 * hundredths of the time and costs a quarter to a third of the memory where a run keeps most of what it makes, as facts
 * and components. The factor is read each time that V8 would grow that part, so it may be set while it runs.
 */
export function keepYoungHeapSmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
}

/** V8's own way again: a server keeps little of what it makes, and a small young heap costs it a fifth of its time. */
export function letYoungHeapGrow(): void {
  setFlagsFromString("--semi-space-growth-factor=2");
}

/**
 * Lets it grow to a few MiB and no further, for a run that makes far more than it keeps, as the search of a whole history
 * does: measured, a tenth of its time for 20 MiB.
 * @param mib of all the pages that V8 keeps for it
 */
export function letYoungHeapGrowTo(mib: number): void {
  letYoungHeapGrow();
  const watch = setInterval(() => {
    const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space");
    if (young !== undefined && young.space_size < mib * 2 ** 20) return;
    keepYoungHeapSmall();
    clearInterval(watch);
  }, LOOKED_AT_EVERY).unref();
}

const LOOKED_AT_EVERY = 20;

/**
 * Lets the rest of the heap grow by so much between two collections of it, where V8 would let it grow to two and four times
 * its size: of a history much is listed that is soon of no use any more. Measured: 80 MiB less for a hundredth of the time.
 * @param percent of what was in use after the last one
 */
export function letOldHeapGrowBy(percent: number): void {
  setFlagsFromString(`--heap-growing-percent=${percent}`);
}
