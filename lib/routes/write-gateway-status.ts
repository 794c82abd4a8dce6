import type { Client } from '#db/client.ts';
import type { ReportingProcess } from './write-target-status.ts';

/** How a gateway process is, beside its targets. */
export interface GatewayReport {
  readonly startedAt: Date;
  /** How late its event loop was since the last report, at the 99th percentile. */
  readonly loopDelayMs: number;
  /** Settlements that are on its disk and not in the database: how many, and how old the oldest is. Zero where calls are recorded in the database. */
  readonly postingQueued: number;
  readonly postingLagMs: number;
  /** Why calls are not recorded as they should be; null when they are. */
  readonly fault: string | null;
}

const wholeMs = (ms: number): number => Math.min(2_147_483_647, Math.max(0, Math.round(ms)));

/** Puts how a process is in the place of how it was. Rejects with what postgres.js threw. */
export async function writeGatewayStatus(ingest: Client, { id, host }: ReportingProcess, report: GatewayReport): Promise<void> {
  const { startedAt, loopDelayMs, postingQueued, postingLagMs, fault } = report;
  await ingest`
    INSERT INTO gateway_process (process_id, host, started_at, loop_delay_ms, posting_queued, posting_lag_ms, fault, seen_at)
    VALUES (${id}::uuid, ${host}, ${startedAt.toISOString()}::text::timestamptz, ${wholeMs(loopDelayMs)}, ${postingQueued}, ${wholeMs(postingLagMs)}, ${fault}, now())
    ON CONFLICT (process_id) DO UPDATE SET loop_delay_ms = excluded.loop_delay_ms, posting_queued = excluded.posting_queued,
      posting_lag_ms = excluded.posting_lag_ms, fault = excluded.fault, seen_at = excluded.seen_at`;
}

/** Takes away the row of a process that ends, and what others left behind an hour ago. */
export async function forgetGatewayStatus(ingest: Client, processId: string): Promise<void> {
  await ingest`DELETE FROM gateway_process WHERE process_id = ${processId}::uuid OR seen_at < now() - interval '1 hour'`;
}
