import type { Client } from '#db/client.ts';

/** A holder that was not heard of for so long is in doubt: still counted, shown and alerted. */
export const doubtSeconds = 30;

export interface SweptLeases {
  readonly doubted: number;
  readonly presumed: number;
  /** Periods that have ended and hold nothing any more. */
  readonly closedPeriods: number;
}

/**
 * Looks for holders that fell silent. Time gives nothing back: after `presumeSeconds` (the longest call and 15 minutes)
 * what is left of their leases is booked as spent, and only evidence takes that back. Any process may do it, at any time.
 */
export async function sweepLeases(ingest: Client, presumeSeconds: number): Promise<SweptLeases> {
  const [silent] = await ingest<{ doubted: number; presumed: number }[]>`
    SELECT doubted, presumed FROM sweep_silent_leases(${doubtSeconds}::int4, ${Math.ceil(presumeSeconds)}::int4)`;
  const [ended] = await ingest<{ closed: number }[]>`SELECT close_budget_periods() AS closed`;
  return { doubted: silent?.doubted ?? 0, presumed: silent?.presumed ?? 0, closedPeriods: ended?.closed ?? 0 };
}

/**
 * Ends the leases of processes that are proved dead, once their journals were replayed: what no call used goes back. Where
 * the host went down with them, the last moments of a journal may be lost, and what is left is presumed spent instead.
 */
export async function closeLeases(ingest: Client, incarnations: readonly string[], isHostCrash: boolean): Promise<number> {
  const [row] = await ingest<
    { closed: number }[]
  >`SELECT close_leases(${`{${incarnations.join(',')}}`}::text::uuid[], ${isHostCrash}) AS closed`;
  return row?.closed ?? 0;
}
