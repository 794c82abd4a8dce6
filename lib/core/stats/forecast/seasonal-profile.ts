const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** So many last seasons tell the profile: what grows, swings wider than it did long ago. */
const seasonsMax = 8;

/**
 * What each place of the season adds, by classical additive decomposition: the mean distance from a centred moving average
 * over one season; sums to zero. Zeros for less than two seasons, or for a season of one.
 */
export function seasonalProfile(values: readonly number[], season: number): number[] {
  const profile = Array.from({ length: season }, (): number[] => []);
  if (season > 1 && values.length >= 2 * season)
    for (
      let at = Math.max(Math.floor(season / 2), values.length - seasonsMax * season);
      at < values.length - Math.floor(season / 2);
      at += 1
    )
      profile[at % season]?.push((values[at] ?? 0) - centredMean(values, at, season));
  const means = profile.map(meanOf);
  const rest = meanOf(means);
  return means.map((mean) => mean - rest);
}

/** Over one season around `at`; of an even season the two ends count half. */
function centredMean(values: readonly number[], at: number, season: number): number {
  const half = Math.floor(season / 2);
  const around = values.slice(at - half, at + half + 1);
  if (season % 2 === 1) return meanOf(around);
  const [first = 0] = around;
  const last = around.at(-1) ?? 0;
  return (around.reduce((sum, value) => sum + value, 0) - (first + last) / 2) / season;
}
