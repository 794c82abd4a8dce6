import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { CostCell } from '#components/figures/cost-cell.tsx';
import { StatusBadge, type Tone } from '#components/ui/badge.tsx';
import { ModelBadge } from '#components/ui/model-badge.tsx';
import type { UsageEvent } from '#lib/contracts/usage.ts';
import type { CostState, Reader } from '#lib/core/format.ts';
import { parseUsd } from '#lib/core/money.ts';

/** A call in wire form, as pages get it. */
export type CallRow = z.input<typeof UsageEvent>;

const tones: Record<CallRow['status'], Tone> = {
  succeeded: 'success',
  failed: 'danger',
  refused: 'warning',
  cancelled: 'outline',
  interrupted: 'danger',
};
const words: Record<CallRow['status'], string> = {
  succeeded: 'Succeeded',
  failed: 'Failed',
  refused: 'Refused',
  cancelled: 'Cancelled',
  interrupted: 'Interrupted',
};

/** A call that a budget refused says so: nothing is wrong with it, there is no money for it. */
export function CallStatus({ call: { status, error_code: code } }: { call: Pick<CallRow, 'status' | 'error_code'> }) {
  const byBudget = status === 'refused' && code === 'budget_exceeded';
  return <StatusBadge tone={tones[status]}>{byBudget ? 'Refused · budget' : words[status]}</StatusBadge>;
}

/** The cost as the number rules want it: counted or presumed usage is an estimate, and says so. */
export function costOf(call: Pick<CallRow, 'cost_state' | 'cost_usd' | 'usage_source' | 'cache_state' | 'saved_usd'>): CostState {
  if (call.cache_state === 'hit' || call.cache_state === 'similar') return { kind: 'cached', savedNano: parseUsd(call.saved_usd) ?? 0n };
  const nano = parseUsd(call.cost_usd) ?? 0n;
  if (call.cost_state === 'unpriced' || call.cost_state === 'not_billed') return { kind: call.cost_state };
  if (call.cost_state === 'zero') return { kind: 'priced', nano: 0n };
  return { kind: call.usage_source === 'provider' ? 'priced' : 'estimated', nano };
}

/** Null where any part was not reported: a sum of the rest would be a false figure. */
export const inputOf = (call: CallRow): number | null =>
  call.input_tokens === null ? null : call.input_tokens + (call.cache_read_tokens ?? 0) + (call.cache_write_tokens ?? 0);

/** Files, batches and lists that succeed are for no model, so the row is named by what was spoken. */
function CallModel({ call }: { call: CallRow }) {
  if (call.model !== null) return <ModelBadge model={call.model} />;
  if (call.status === 'succeeded') return <span className="font-mono text-quiet">{call.protocol}</span>;
  return <span>{call.requested_model ?? '–'}</span>;
}

/** The columns of the usage log: status and cost stand before what a narrow window may cut off. */
export const callColumns = (reader: Reader): readonly Column<CallRow>[] => [
  { id: 'time', header: 'Time', value: (row) => new Date(row.occurred_at), format: 'instant', narrow: true, width: '10rem' },
  { id: 'model', header: 'Model', cell: (row) => <CallModel call={row} /> },
  { id: 'cost', header: 'Cost', cell: (row) => <CostCell cost={costOf(row)} reader={reader} />, align: 'end', narrow: true },
  { id: 'status', header: 'Status', cell: (row) => <CallStatus call={row} />, narrow: true },
  { id: 'team', header: 'Team', value: (row) => row.team?.name ?? null },
  { id: 'key', header: 'Key', value: (row) => row.key?.name ?? null },
  { id: 'user', header: 'Person', value: (row) => row.user?.name ?? null, optional: true },
  { id: 'connection', header: 'Connection', value: (row) => row.connection?.name ?? row.provider, optional: true },
  { id: 'route', header: 'Route', value: (row) => row.route?.name ?? null, optional: true },
  { id: 'task', header: 'Task', value: (row) => row.task_type, optional: true },
  { id: 'input', header: 'Input', value: inputOf, format: 'count', align: 'end' },
  { id: 'output', header: 'Output', value: (row) => row.output_tokens, format: 'count', align: 'end' },
  { id: 'latency', header: 'Latency', value: (row) => row.latency_ms, format: 'duration', align: 'end' },
  { id: 'first_token', header: 'First token', value: (row) => row.first_token_ms, format: 'duration', align: 'end', optional: true },
];
