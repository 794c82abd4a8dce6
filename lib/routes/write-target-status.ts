import type { Client } from '#db/client.ts';
import { arrayLiteral, plainArrayLiteral, textArrayLiteral } from '#lib/core/array-literal.ts';

/** How one target is, as one process sees it. */
export interface TargetReport {
  readonly tenantId: string;
  readonly connectionId: string;
  readonly model: string;
  readonly circuit: 'closed' | 'open' | 'half_open';
  /** Milliseconds until it is probed or asked again; null where that is now. */
  readonly circuitLeftMs: number | null;
  /** `repeated_faults`, or the code of the error that asked for a pause; null while it is closed. */
  readonly circuitWhy: string | null;
  readonly running: number;
  readonly waiting: number;
  readonly attempts: number;
  readonly faults: number;
  readonly latencyMs: number | null;
  readonly firstTokenMs: number | null;
  readonly figures: {
    readonly latency: Readonly<Record<string, number>>;
    readonly first_token: Readonly<Record<string, number>>;
    readonly faults: Readonly<Record<string, number>>;
  };
  readonly lastFault: string | null;
  /** Milliseconds since the epoch. */
  readonly lastFaultAtMs: number | null;
}

/** The process that reports, by an id of its run, and the machine that it runs on. */
export interface ReportingProcess {
  readonly id: string;
  readonly host: string;
}

/** Rows of one statement. */
const sliceRows = 500;
/** PostgreSQL's text holds no NUL, and model names come from callers. */
const storable = (text: string): string => text.replaceAll('\0', '\ufffd').toWellFormed().slice(0, 256);

/** Puts what a process sees in the place of what it saw before. Rejects with what postgres.js threw. */
export async function writeTargetStatus(ingest: Client, process: ReportingProcess, reports: readonly TargetReport[]): Promise<void> {
  // In the order of their keys, so that two processes never wait for each other in a circle; a name that is cut could come twice.
  const byKey = new Map(reports.map((report) => [`${report.tenantId} ${report.connectionId} ${storable(report.model)}`, report]));
  const ordered = [...byKey].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, report]) => report);
  for (let start = 0; start < ordered.length; start += sliceRows)
    await writeSlice(ingest, process, ordered.slice(start, start + sliceRows));
}

async function writeSlice(ingest: Client, process: ReportingProcess, rows: readonly TargetReport[]): Promise<void> {
  const numbers = (pick: (row: TargetReport) => number | null) => arrayLiteral(rows.map(pick));
  const plain = (pick: (row: TargetReport) => string) => plainArrayLiteral(rows.map(pick));
  const texts = (pick: (row: TargetReport) => string | null) => textArrayLiteral(rows.map(pick));
  await ingest`
    INSERT INTO target_status AS t (tenant_id, process_id, host, connection_id, model, circuit, running, waiting, attempts, faults,
      latency_ms, first_token_ms, figures, last_fault, last_fault_at, circuit_ready_at, circuit_why, seen_at)
    SELECT tenant_id, ${process.id}::uuid, ${process.host}, connection_id, model, circuit, running, waiting, attempts, faults,
      latency_ms, first_token_ms, figures, last_fault, to_timestamp(last_fault_ms / 1000),
      now() + circuit_left_ms * interval '1 millisecond', circuit_why, now()
    FROM unnest(${plain((row) => row.tenantId)}::text::uuid[], ${plain((row) => row.connectionId)}::text::uuid[],
      ${texts((row) => storable(row.model))}::text::text[], ${plain((row) => row.circuit)}::text::text[],
      ${numbers((row) => row.running)}::text::int4[], ${numbers((row) => row.waiting)}::text::int4[],
      ${numbers((row) => row.attempts)}::text::int4[], ${numbers((row) => row.faults)}::text::int4[],
      ${numbers((row) => row.latencyMs)}::text::int4[], ${numbers((row) => row.firstTokenMs)}::text::int4[],
      ${texts((row) => JSON.stringify(row.figures))}::text::jsonb[], ${texts((row) => row.lastFault)}::text::text[],
      ${numbers((row) => row.lastFaultAtMs)}::text::float8[], ${numbers((row) => row.circuitLeftMs)}::text::float8[],
      ${texts((row) => row.circuitWhy)}::text::text[]
    ) AS r (tenant_id, connection_id, model, circuit, running, waiting, attempts, faults, latency_ms, first_token_ms, figures,
      last_fault, last_fault_ms, circuit_left_ms, circuit_why)
    ON CONFLICT (tenant_id, process_id, connection_id, model) DO UPDATE SET circuit = excluded.circuit, running = excluded.running,
      waiting = excluded.waiting, attempts = excluded.attempts, faults = excluded.faults, latency_ms = excluded.latency_ms,
      first_token_ms = excluded.first_token_ms, figures = excluded.figures, last_fault = excluded.last_fault,
      last_fault_at = excluded.last_fault_at, circuit_ready_at = excluded.circuit_ready_at, circuit_why = excluded.circuit_why,
      seen_at = excluded.seen_at`;
}

/** Takes away what a process wrote, when it ends, and what others left behind an hour ago. */
export async function forgetTargetStatus(ingest: Client, processId: string): Promise<void> {
  await ingest`DELETE FROM target_status WHERE process_id = ${processId}::uuid OR seen_at < now() - interval '1 hour'`;
}
