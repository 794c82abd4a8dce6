import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { defineOperation } from './operation.ts';

const milliseconds = z.number().int().nullable();

/** A connection with a model as the gateway finds it, all processes together. */
export const GatewayTarget = z.strictObject({
  connection_id: publicId('connection'),
  connection_name: z.string().nullable().meta({ description: 'Null when it is gone' }),
  provider: z.string().nullable(),
  model: z.string(),
  circuit: z.enum(['closed', 'open', 'half_open']).meta({ description: 'The worst that any process sees' }),
  circuit_until: instant
    .nullable()
    .meta({ description: 'When calls come again to it, or one of them probes it; null where that is now, and while it is closed' }),
  circuit_why: z
    .string()
    .nullable()
    .meta({ description: '`repeated_faults`, or the code of the error that asked for a pause; null while it is closed' }),
  running: z.number().int(),
  waiting: z.number().int().meta({ description: 'Calls that wait for one of its places' }),
  attempts: z.number().int().meta({ description: 'That ended within the last five minutes' }),
  faults: z.number().int().meta({ description: 'Of those, that failed' }),
  faults_by_kind: z.record(z.string(), z.number().int()),
  latency_ms_p50: milliseconds,
  latency_ms_p95: milliseconds,
  latency_ms_p99: milliseconds,
  first_token_ms_p50: milliseconds,
  first_token_ms_p95: milliseconds,
  last_fault: z.string().nullable().meta({ description: 'The code of the last error' }),
  last_fault_at: instant.nullable(),
  hours: z
    .array(z.strictObject({ at: instant, requests: z.number().int(), unsuccessful: z.number().int() }))
    .meta({ description: 'Calls it served in each of the last 24 hours, oldest first; hours without calls are left out' }),
});
export type GatewayTarget = z.output<typeof GatewayTarget>;

/** Calls are seen in the console within two seconds as a rule; a process whose oldest is older than this has fallen behind. */
export const postingBehindMs = 30_000;

/** A gateway process that reported of late. */
export const GatewayProcess = z.strictObject({
  id: z.string().meta({ description: 'Of its run' }),
  machine: z.string().meta({ description: 'The same for processes of one machine' }),
  started_at: instant,
  seen_at: instant,
  loop_delay_ms: z.number().int().meta({ description: 'How late its event loop was of late, at the 99th percentile' }),
  posting_queued: z.number().int().meta({ description: 'Calls that it has recorded on its disk and not yet in the database' }),
  posting_lag_ms: z.number().int().meta({ description: 'Age of the oldest of them' }),
  fault: z.string().nullable().meta({ description: 'Why calls are not recorded as they should be' }),
});
export type GatewayProcess = z.output<typeof GatewayProcess>;

export const gatewayTargetList = defineOperation({
  name: 'gateway_target.list',
  summary: 'How the targets of the gateway are, as of a few seconds ago',
  permission: 'routes.read',
  scope: 'list',
  input: z.strictObject({}),
  output: z.strictObject({
    data: z.array(GatewayTarget),
    next_cursor: z.null(),
    processes: z.number().int().meta({ description: 'Gateway processes that have reported on this organization of late' }),
    seen_at: instant.nullable().meta({ description: 'The latest report; null when none is fresh' }),
    gateways: z.array(GatewayProcess).meta({ description: 'Every gateway process of the installation, the oldest first' }),
  }),
  examples: [{}],
  http: { method: 'GET', path: '/gateway/targets' },
});
