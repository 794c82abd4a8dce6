import { type MetricFamily, single } from '#lib/core/metric-family.ts';
import type { JournalState } from './open-journal.ts';

/** Numbers of the journal in this process; none where calls are recorded in the database. */
export function journalFamilies(state: JournalState | null): MetricFamily[] {
  if (state === null) return [];
  const { posting } = state;
  return [
    single('gauge', 'tollgate_journal_bytes', 'Size of the journal on disk', state.bytes),
    single('gauge', 'tollgate_journal_holds', 'Calls that hold money and have not ended', state.liveHolds),
    single('gauge', 'tollgate_journal_short_of_room', '1 where no further segment can be made', state.shortage === null ? 0 : 1),
    single('gauge', 'tollgate_posting_queued', 'Settlements that wait to be posted', posting.queued),
    single('gauge', 'tollgate_posting_lag_seconds', 'Age of the oldest settlement that is not in the database', posting.lagMs / 1000),
    single('counter', 'tollgate_posted_events_total', 'Settlements that were posted', posting.inserted),
    single('counter', 'tollgate_posting_failures_total', 'Batches of settlements that could not be posted', posting.failures),
  ];
}
