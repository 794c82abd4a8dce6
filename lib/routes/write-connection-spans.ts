import type { Client } from '#db/client.ts';
import { arrayLiteral, plainArrayLiteral, textArrayLiteral } from '#lib/core/array-literal.ts';
import type { TargetReport } from './write-target-status.ts';

/** What one process met at a connection within five minutes, as far as they have gone. Times are milliseconds since the epoch. */
export interface SpanReport
  extends Pick<TargetReport, 'tenantId' | 'connectionId' | 'attempts' | 'faults' | 'figures' | 'lastFault' | 'lastFaultAtMs'> {
  readonly fromMs: number;
  readonly lastSuccessAtMs: number | null;
}

/** Rows of one statement. */
const sliceRows = 500;

/** Puts what a process counted in the place of what it had counted of the same spans. Rejects with what postgres.js threw. */
export async function writeConnectionSpans(ingest: Client, processId: string, reports: readonly SpanReport[]): Promise<void> {
  for (let start = 0; start < reports.length; start += sliceRows)
    await writeSlice(ingest, processId, reports.slice(start, start + sliceRows));
}

async function writeSlice(ingest: Client, processId: string, rows: readonly SpanReport[]): Promise<void> {
  const numbers = (pick: (row: SpanReport) => number | null) => arrayLiteral(rows.map(pick));
  const plain = (pick: (row: SpanReport) => string) => plainArrayLiteral(rows.map(pick));
  const texts = (pick: (row: SpanReport) => string | null) => textArrayLiteral(rows.map(pick));
  await ingest`
    INSERT INTO connection_span (tenant_id, connection_id, from_at, process_id, attempts, faults, figures, last_success_at, last_fault, last_fault_at)
    SELECT tenant_id, connection_id, to_timestamp(from_ms / 1000), ${processId}::uuid, attempts, faults, figures,
      to_timestamp(last_success_ms / 1000), last_fault, to_timestamp(last_fault_ms / 1000)
    FROM unnest(${plain((row) => row.tenantId)}::text::uuid[], ${plain((row) => row.connectionId)}::text::uuid[],
      ${numbers((row) => row.fromMs)}::text::float8[], ${numbers((row) => row.attempts)}::text::int4[],
      ${numbers((row) => row.faults)}::text::int4[], ${texts((row) => JSON.stringify(row.figures))}::text::jsonb[],
      ${numbers((row) => row.lastSuccessAtMs)}::text::float8[], ${texts((row) => row.lastFault)}::text::text[],
      ${numbers((row) => row.lastFaultAtMs)}::text::float8[]
    ) AS r (tenant_id, connection_id, from_ms, attempts, faults, figures, last_success_ms, last_fault, last_fault_ms)
    ON CONFLICT (tenant_id, connection_id, from_at, process_id) DO UPDATE SET attempts = excluded.attempts, faults = excluded.faults,
      figures = excluded.figures, last_success_at = excluded.last_success_at, last_fault = excluded.last_fault,
      last_fault_at = excluded.last_fault_at`;
}

/** Takes away what nobody asks for any more. Rejects with what postgres.js threw. */
export async function forgetConnectionSpans(ingest: Client): Promise<void> {
  await ingest`DELETE FROM connection_span WHERE from_at < now() - interval '2 days'`;
}
