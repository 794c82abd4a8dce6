const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/** Waits after the first, second … failed attempt: the schedule that Standard Webhooks 1.0.0 suggests, three days in all. */
const retryWaitsMs: readonly number[] = [
  5 * secondMs,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  14 * hourMs,
  20 * hourMs,
  24 * hourMs,
];

/** A tenth up or down, so that what failed together does not come back together. */
const jitter = 0.1;

/**
 * Milliseconds to wait after the `attempts`-th attempt failed; null when it was the last. Never sooner than the receiver
 * asked for. `random` is at least 0 and below 1.
 */
export function retryWaitMs(attempts: number, retryAfterMs: number | undefined, random: number): number | null {
  const wait = retryWaitsMs[attempts - 1];
  if (wait === undefined) return null;
  return Math.max(retryAfterMs ?? 0, Math.round(wait * (1 - jitter + 2 * jitter * random)));
}
