/** A release as far as delivery is told from it; times in milliseconds since the epoch. */
export interface DeliveredRelease {
  readonly draftedMs: number;
  readonly releasedMs: number;
  readonly rolledBackMs: number | null;
  readonly failedMs: number | null;
}

/** How work is delivered, in hours; null where there is nothing to tell from. */
export interface DeliveryFigures {
  readonly releases: number;
  readonly perWeek: number;
  readonly leadTimeHours: number | null;
  readonly betweenHours: number | null;
  readonly failures: number;
  readonly failurePercent: number | null;
  readonly recoveryHours: number | null;
  readonly openFailures: number;
}

const hourMs = 3_600_000;
const weekDays = 7;

const rounded = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits;

/** The middle of some hours; medians, because one release that lay for a year would be all that a mean tells. */
function medianHours(spansMs: readonly number[]): number | null {
  const sorted = [...spansMs].sort((left, right) => left - right);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? null : rounded((upper + lower) / 2 / hourMs, 2);
}

/** When what failed was over: it was rolled back, or another release went out afterwards; null while neither happened. */
function recoveredMs({ rolledBackMs }: DeliveredRelease, fromMs: number, all: readonly DeliveredRelease[]): number | null {
  const later = all.map(({ releasedMs }) => releasedMs).filter((releasedMs) => releasedMs > fromMs);
  const ends = [...later, ...(rolledBackMs === null ? [] : [rolledBackMs])];
  return ends.length === 0 ? null : Math.max(Math.min(...ends), fromMs);
}

/**
 * Measures the releases that went out in the last days. `releases` are all of the project that went out since some time before
 * that, because the first of the days follows one of them. A release failed where people said so or rolled it back.
 */
export function deliveryFigures(releases: readonly DeliveredRelease[], nowMs: number, days: number): DeliveryFigures {
  const sinceMs = nowMs - days * 24 * hourMs;
  const all = [...releases].sort((left, right) => left.releasedMs - right.releasedMs);
  const own = all.filter(({ releasedMs }) => releasedMs >= sinceMs && releasedMs <= nowMs);
  const between = all.flatMap(({ releasedMs }, at) => {
    const previous = all[at - 1];
    return previous === undefined || releasedMs < sinceMs ? [] : [releasedMs - previous.releasedMs];
  });
  const failed = own.filter(({ failedMs, rolledBackMs }) => failedMs !== null || rolledBackMs !== null);
  const recoveries = failed.flatMap((release) => {
    const fromMs = release.failedMs ?? release.releasedMs;
    const endMs = recoveredMs(release, fromMs, all);
    return endMs === null ? [] : [endMs - fromMs];
  });
  return {
    releases: own.length,
    perWeek: rounded((own.length / days) * weekDays, 2),
    leadTimeHours: medianHours(own.map(({ draftedMs, releasedMs }) => releasedMs - draftedMs)),
    betweenHours: medianHours(between),
    failures: failed.length,
    failurePercent: own.length === 0 ? null : rounded((failed.length / own.length) * 100, 1),
    recoveryHours: medianHours(recoveries),
    openFailures: failed.length - recoveries.length,
  };
}
