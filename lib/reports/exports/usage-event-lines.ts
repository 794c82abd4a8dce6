import { z } from 'zod';
import { UsageEvent } from '#lib/contracts/usage.ts';
import { csvLine } from '#lib/core/csv-lines.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { formatUsd } from '#lib/core/money.ts';
import type { ReportCell, ReportColumn } from '../report-document.ts';

type Value = (event: UsageEvent) => ReportCell;
type Named = { readonly id: string; readonly name: string | null } | null;

const column = (id: string, kind: ReportColumn['kind'], of: Value) => ({ id, header: id, kind, of });
const named = (id: string, kind: Parameters<typeof toPublicId>[0], of: (event: UsageEvent) => Named) => [
  column(`${id}_id`, 'text', (event) => {
    const found = of(event);
    return found === null ? null : toPublicId(kind, found.id);
  }),
  column(id, 'text', (event) => of(event)?.name ?? null),
];

/** What a row of the usage log has, in the order of the file; amounts are what a call costs since re-ratings. */
export const eventColumns: readonly (ReportColumn & { readonly of: Value })[] = [
  column('id', 'text', ({ id }) => toPublicId('request', id)),
  column('occurred_at', 'instant', ({ occurred_at: at }) => at),
  column('status', 'text', ({ status }) => status),
  column('http_status', 'count', ({ http_status: status }) => status),
  column('error_code', 'text', ({ error_code: code }) => code),
  ...named('department', 'department', ({ department }) => department),
  ...named('team', 'team', ({ team }) => team),
  ...named('user', 'user', ({ user }) => user),
  ...named('key', 'key', ({ key }) => key),
  ...named('connection', 'connection', ({ connection }) => connection),
  column('provider', 'text', ({ provider }) => provider),
  column('model', 'text', ({ model }) => model),
  column('requested_model', 'text', ({ requested_model: model }) => model),
  ...named('route', 'route', ({ route }) => route),
  ...named('project', 'project', ({ project }) => project),
  ...named('environment', 'environment', ({ environment }) => environment),
  column('task_type', 'text', ({ task_type: type }) => type),
  column('input_tokens', 'count', ({ input_tokens: tokens }) => tokens),
  column('cache_read_tokens', 'count', ({ cache_read_tokens: tokens }) => tokens),
  column('cache_write_tokens', 'count', ({ cache_write_tokens: tokens }) => tokens),
  column('output_tokens', 'count', ({ output_tokens: tokens }) => tokens),
  column('reasoning_tokens', 'count', ({ reasoning_tokens: tokens }) => tokens),
  column('cost_usd', 'usd', ({ cost_usd: cost, corrected_usd: corrected }) => corrected ?? cost),
  column('cost_state', 'text', ({ cost_state: state }) => state),
  column('latency_ms', 'count', ({ latency_ms: latency }) => latency),
  column('first_token_ms', 'count', ({ first_token_ms: first }) => first),
  column('attempts', 'count', ({ attempts }) => attempts),
  column('cache_state', 'text', ({ cache_state: state }) => state),
  column('saved_usd', 'usd', ({ saved_usd: saved }) => saved),
  column('baseline_usd', 'usd', ({ baseline_usd: baseline }) => baseline),
  column('route_version', 'count', ({ route_version: version }) => version),
  column('routed_via', 'text', ({ routed_via: via }) => via),
  column('routing_reasons', 'text', ({ routing_reasons: reasons }) => (reasons.length === 0 ? null : reasons.join(' '))),
  column('failed_attempts', 'text', ({ failed_attempts: failed }) => (failed.length === 0 ? null : failed.map(attemptText).join(' | '))),
];

/** Such as `openai/gpt-4o server_error 503 812ms`; what it may cost although it gave no answer comes last, as `$0.001200000`. */
const attemptText = ({
  provider,
  model,
  fault,
  http_status: status,
  duration_ms: duration,
  cost_usd: cost,
}: UsageEvent['failed_attempts'][number]): string =>
  [`${provider}/${model}`, fault, status, duration === null ? null : `${duration}ms`, cost === null ? null : `$${formatUsd(cost)}`]
    .filter((part) => part !== null)
    .join(' ');

const csvCell = (cell: ReportCell): string | number | null =>
  typeof cell === 'bigint' ? formatUsd(cell) : cell instanceof Date ? cell.toISOString() : cell;

/** How rows become bytes, piece by piece: a beginning, rows in between, and an end. */
export interface RowWriter {
  readonly begin: string;
  /** `isFirst`: no row stands before these. */
  lines(events: readonly UsageEvent[], isFirst: boolean): string;
  readonly end: string;
}

/** A table with a line of names. */
const csvWriter: RowWriter = {
  begin: `\ufeff${csvLine(eventColumns.map(({ header }) => header))}`,
  lines: (events) => events.map((event) => csvLine(eventColumns.map(({ of }) => csvCell(of(event))))).join(''),
  end: '',
};

/** One array of what `usage.list` answers, a call a line: readable as a whole and line by line. */
const jsonWriter: RowWriter = {
  begin: '[\n',
  lines: (events, isFirst) =>
    events.map((event, at) => `${isFirst && at === 0 ? '' : ',\n'}${JSON.stringify(z.encode(UsageEvent, event))}`).join(''),
  end: '\n]\n',
};

/** Formats that grow row by row, so that a file of any size needs the memory of a page. */
export const rowWriters = { csv: csvWriter, json: jsonWriter } as const;
