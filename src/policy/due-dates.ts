/**
 * Days in which a finding is to be mended, by its priority, in which severity, exploitation, reach and exposure are
 * counted already. The steepest first.
 */
export const GRACE: readonly { readonly from: number; readonly days: number }[] = [
  { from: 90, days: 3 },
  { from: 70, days: 7 },
  { from: 50, days: 30 },
  { from: 30, days: 90 },
  { from: 0, days: 180 },
];

const DAY = 86_400_000;

/** When a finding is due. What was found again after it had been closed is due by its first day. */
export function dueAt(priority: number, openedAt: Date): Date {
  const step = GRACE.find(({ from }) => priority >= from) ?? GRACE.at(-1);
  return new Date(openedAt.getTime() + (step?.days ?? 0) * DAY);
}
