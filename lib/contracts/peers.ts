import { z } from 'zod';
import { instant } from '#lib/core/time.ts';
import { defineOperation } from './operation.ts';

/** Organizations that a figure is of, at least. */
export const peersMin = 5;
/** Calls in the month below which an organization is not counted. */
export const peerRequestsMin = 1000;

/** What organizations are compared by. */
export const peerMetrics = ['cost_per_request', 'cost_per_person', 'failed_share', 'saved_share'] as const;
export type PeerMetric = (typeof peerMetrics)[number];

const value = z.number().nullable();

export const PeerBenchmarks = z.strictObject({
  state: z
    .enum(['not_shared', 'not_published', 'not_enough_peers', 'ready'])
    .meta({ description: 'Whoever does not share their own figures is not shown those of others' }),
  period: z.string().nullable().meta({ description: 'The month, such as 2026-10; UTC' }),
  published_at: instant.nullable(),
  metrics: z.array(
    z.strictObject({
      metric: z.enum(peerMetrics),
      unit: z.enum(['usd', 'share']),
      peers: value.meta({ description: 'The typical organization, with noise; null where there are not enough' }),
      low: value.meta({ description: 'The figure without noise lies between low and high, 95 times in 100' }),
      high: value,
      own: value.meta({ description: 'This organization, without noise; null below the least number of calls' }),
    }),
  ),
  peers_at_least: z.number().int().nullable().meta({ description: 'How many organizations, rounded down to fives' }),
  mechanism: z.string().meta({ description: 'How the figures are made, in words' }),
});
export type PeerBenchmarks = z.output<typeof PeerBenchmarks>;

export const analyticsPeers = defineOperation({
  name: 'analytics.peers',
  summary: 'The organization beside others that share their figures, which nobody can be told apart in',
  permission: 'analytics.read',
  scope: 'tenant',
  input: z.strictObject({}),
  output: PeerBenchmarks,
  examples: [{}],
  http: { method: 'GET', path: '/analytics/peers' },
});
