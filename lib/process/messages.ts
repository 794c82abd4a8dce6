import { z } from 'zod';
import { MetricFamily } from '#lib/core/metric-family.ts';

/** What processes of one installation tell each other over Node's IPC channel. */

export const messageFromParent = z.discriminatedUnion('type', [
  /** End in order. `acceptSeconds` is how long the port still takes new calls, for load balancers to notice. */
  z.object({ type: z.literal('stop'), acceptSeconds: z.number() }),
  /** The end is near: close event streams, so that their readers look for another process. */
  z.object({ type: z.literal('draining') }),
  /** End at once, without waiting for anything. */
  z.object({ type: z.literal('stop-now') }),
  /** The console is built: its child may be started. */
  z.object({ type: z.literal('console-built') }),
]);
export type MessageFromParent = z.output<typeof messageFromParent>;

export const messageFromChild = z.discriminatedUnion('type', [
  /** The child does its work now; `port` when it listens on one. */
  z.object({ type: z.literal('ready'), port: z.number().optional() }),
  /** The console's child answers, or has stopped answering. */
  z.object({ type: z.literal('console'), up: z.boolean() }),
  /** The numbers of a child that owns no port, for /metrics. */
  z.object({ type: z.literal('metrics'), families: z.array(MetricFamily) }),
]);
export type MessageFromChild = z.output<typeof messageFromChild>;

/** Sends to the parent where there is one; to a dead parent nothing is sent and nothing thrown. */
export function tellParent(message: MessageFromChild): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
}
