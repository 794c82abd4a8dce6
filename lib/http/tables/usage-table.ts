import type { z } from 'zod';
import type { usageList } from '#lib/contracts/usage.ts';
import { type FlatRow, named, namedColumns, type TableSpec } from './flat-row.ts';

type Body = z.input<typeof usageList.output>;

const things = ['department', 'team', 'user', 'key', 'connection', 'route', 'project', 'environment'] as const;
const facts = [
  ...(['provider', 'model', 'requested_model', 'task_type', 'protocol', 'streamed'] as const),
  ...(['input_tokens', 'cache_read_tokens', 'cache_write_tokens', 'output_tokens', 'reasoning_tokens', 'usage_source'] as const),
  ...([
    'cost_usd',
    'corrected_usd',
    'cost_state',
    'saved_usd',
    'baseline_usd',
    'latency_ms',
    'first_token_ms',
    'attempts',
    'cache_state',
  ] as const),
] as const;
const ways = ['route_version', 'routed_via', 'routing_reasons', 'failed_attempts'] as const;
const first = ['id', 'occurred_at', 'status', 'http_status', 'error_code'] as const;

const rowOf = (event: Body['data'][number]): FlatRow => ({
  ...Object.fromEntries(first.map((name) => [name, event[name]])),
  ...Object.assign({}, ...things.map((of) => named(of, event[of]))),
  ...Object.fromEntries(facts.map((name) => [name, event[name]])),
  route_version: event.route_version,
  routed_via: event.routed_via,
  routing_reasons: event.routing_reasons.join(' '),
  failed_attempts: event.failed_attempts.length,
  policy_outcome: event.policy?.outcome ?? null,
  data_class: event.data?.class ?? null,
});

/** Calls as a table: what is nested in the answer stands in columns of its own; lists of policies, shares and attempts are left out, or counted. */
export const usageTable: TableSpec<Body> = {
  name: 'usage',
  columns: () => [...first, ...things.flatMap(namedColumns), ...facts, ...ways, 'policy_outcome', 'data_class'],
  rows: ({ data }) => data.map(rowOf),
  nextCursor: ({ next_cursor: cursor }) => cursor,
};
