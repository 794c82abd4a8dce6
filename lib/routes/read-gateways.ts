import { createHash } from 'node:crypto';
import { asc, gt } from 'drizzle-orm';
import { gatewayProcess } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { GatewayProcess } from '#lib/contracts/gateway-targets.ts';
import { statusFreshMs } from './target-state-rows.ts';

const gatewaysMax = 200;

/** Names of machines are the operator's business; that two processes share one is everybody's. */
const shortName = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8);

/** The gateway processes of the installation that reported of late. */
export async function readGateways({ tx, now }: OperationContext): Promise<GatewayProcess[]> {
  const rows = await tx
    .select()
    .from(gatewayProcess)
    .where(gt(gatewayProcess.seenAt, new Date(now.getTime() - statusFreshMs)))
    .orderBy(asc(gatewayProcess.startedAt), asc(gatewayProcess.processId))
    .limit(gatewaysMax);
  return rows.map(({ processId, host, startedAt, seenAt, loopDelayMs, postingQueued, postingLagMs, fault }) => ({
    ...{ id: shortName(processId), machine: shortName(host), started_at: startedAt, seen_at: seenAt },
    ...{ loop_delay_ms: loopDelayMs, posting_queued: postingQueued, posting_lag_ms: postingLagMs, fault },
  }));
}
