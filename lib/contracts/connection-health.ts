import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { GatewayTarget } from './gateway-targets.ts';
import { defineOperation } from './operation.ts';

const milliseconds = z.number().int().nullable();
const count = z.number().int().min(0);

/** What attempts came to within a time that ends now. */
export const AttemptFigures = z
  .strictObject({
    attempts: count.meta({ description: 'That ended, those that another one made good among them' }),
    faults: count.meta({ description: 'Of those, that failed by a fault of the provider' }),
    latency_ms_p50: milliseconds,
    latency_ms_p95: milliseconds,
    first_token_ms_p50: milliseconds,
    first_token_ms_p95: milliseconds,
  })
  .meta({ id: 'AttemptFigures' });
export type AttemptFigures = z.output<typeof AttemptFigures>;

/** How a connection is, all its models and all gateway processes together. */
const summary = {
  connection_id: publicId('connection'),
  circuit: GatewayTarget.shape.circuit.meta({ description: 'The worst that a process sees of its targets' }),
  circuit_until: instant.nullable().meta({ description: 'When calls come again, or one of them probes; null where that is now' }),
  running: count,
  waiting: count.meta({ description: 'Calls that wait for a place' }),
  five_minutes: AttemptFigures,
  hour: AttemptFigures,
  last_success_at: instant.nullable().meta({ description: 'Of the last day' }),
  last_fault: z.string().nullable().meta({ description: 'The code of the last error of the last day' }),
  last_fault_at: instant.nullable(),
};

const HourOfAttempts = z.strictObject({ at: instant, attempts: count, faults: count });

export const ConnectionSummary = z
  .strictObject({
    ...summary,
    hours: z
      .array(HourOfAttempts)
      .meta({ description: 'Each of the last 24 hours in UTC, oldest first; hours without attempts are left out' }),
  })
  .meta({ id: 'ConnectionSummary' });
export type ConnectionSummary = z.output<typeof ConnectionSummary>;

/** One place in a published route that leads to a connection. */
export const RouteUse = z.strictObject({
  route_id: publicId('route'),
  route_name: z.string(),
  model: z.string(),
  is_named: z.boolean().meta({ description: 'The route names this connection; false where it takes any that serves the model' }),
  concurrency_max: z.number().int().nullable().meta({ description: 'Most calls at a time, in each process; null for no limit' }),
  when_full: z.enum(['skip', 'wait']),
});
export type RouteUse = z.output<typeof RouteUse>;

export const ConnectionHealth = z
  .strictObject({
    ...summary,
    day: AttemptFigures,
    course: z
      .array(z.strictObject({ at: instant, attempts: count, faults: count, latency_ms_p50: milliseconds, latency_ms_p95: milliseconds }))
      .meta({ description: 'Each of the last 24 hours in UTC, oldest first; those without attempts as well' }),
    targets: z.array(GatewayTarget.omit({ hours: true })).meta({ description: 'Each model of it that the gateways know of' }),
    routes: z.array(RouteUse),
  })
  .meta({ id: 'ConnectionHealth' });
export type ConnectionHealth = z.output<typeof ConnectionHealth>;

const exampleId = 'conn_01jdnhwyg0e008000000000001';

export const connectionHealthList = defineOperation({
  name: 'connection_health.list',
  summary: 'How the connections are, as of a few seconds ago',
  permission: 'connections.read',
  scope: 'list',
  input: z.strictObject({}),
  output: z.strictObject({ data: z.array(ConnectionSummary), next_cursor: z.null() }),
  examples: [{}],
  http: { method: 'GET', path: '/connections/health' },
});

export const connectionHealthGet = defineOperation({
  name: 'connection_health.get',
  summary: 'How a connection is: circuits, latencies and errors of five minutes, an hour and a day, and the routes that lead to it',
  permission: 'connections.read',
  scope: 'list',
  input: z.strictObject({ connection_id: publicId('connection') }),
  output: ConnectionHealth,
  examples: [{ connection_id: exampleId }],
  http: { method: 'GET', path: '/connections/{connection_id}/health' },
});

/** What changes when something happens at a connection, or to the processes that call it. */
export const ConnectionPulse = z.strictObject({
  troubled: count.meta({ description: 'Targets whose circuit is not closed' }),
  running: count,
  waiting: count,
  attempts: count.meta({ description: 'Of the last five minutes' }),
  faults: count,
  gateways: count.meta({ description: 'Gateway processes of the installation that have reported of late' }),
  behind: count.meta({ description: 'Those of them whose calls are more than 30 seconds behind in the database, or cannot be posted' }),
});
export type ConnectionPulse = z.output<typeof ConnectionPulse>;

export const connectionHealthFollow = defineOperation({
  name: 'connection_health.follow',
  summary: 'Follow how the connections are as server-sent events',
  permission: 'connections.read',
  scope: 'list',
  input: z.strictObject({}),
  output: ConnectionPulse,
  examples: [{}],
  http: { method: 'GET', path: '/connections/events', kind: 'sse' },
});
