import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { connection } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { disableConnection, enableConnection } from '#lib/connections/index.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { nothing } from '../estimate.ts';
import type { RecommendationKind } from '../recommendation-kind.ts';

const dayMs = 86_400_000;
/** A connection that is younger may wait for its first call. */
const idleDays = 30;

const Plan = z.object({ connectionId: z.string() });

/** The connection's name, where it is as the change wants it. */
async function requireStatus({ tx, tenantId }: OperationContext, id: string, status: 'active' | 'disabled'): Promise<void> {
  const [row] = await tx
    .select({ name: connection.name })
    .from(connection)
    .where(and(eq(connection.tenantId, tenantId), eq(connection.id, id), eq(connection.status, status), sql`archived_at is null`));
  if (row === undefined) throw new AppError('conflict', { detail: `The connection is not ${status} any more.` });
}

/** Connections that hold a credential and that no call needs. */
export const unusedConnections: RecommendationKind = {
  name: 'unused_connections',
  isHousekeeping: true,
  find: ({ connections, groups, now, days, routes }) => {
    if (days.length < idleDays) return [];
    const used = new Set(groups.map(({ connectionId }) => connectionId));
    const named = JSON.stringify([...routes.values()].map(({ definition }) => definition));
    // A route that names it may keep it for when the others fail.
    const idle = connections.filter(
      ({ id, createdAt }) => !used.has(id) && createdAt.getTime() < now.getTime() - idleDays * dayMs && !named.includes(id),
    );
    return idle.map(({ id, name, provider }) => ({
      fingerprint: id,
      title: `Connection ${name} had no call for ${idleDays} days`,
      summary: 'It costs nothing, and its credential is one more to rotate and to lose. It can be enabled again.',
      risk: 'Where it is the only one for a model, calls to that model are refused.',
      estimate: nothing,
      ...{ confidence: 'high', effort: 'low' },
      evidence: [
        { label: 'Provider', value: provider, href: `/connections?open=${toPublicId('connection', id)}` },
        { label: `Calls in ${days.length} days`, value: '0', href: `/usage?f.connection=is:${toPublicId('connection', id)}` },
      ],
      plan: { connectionId: id },
    }));
  },
  change: {
    apply: async (ctx, plan) => {
      const { connectionId } = Plan.parse(plan);
      await requireStatus(ctx, connectionId, 'active');
      const input = { connection_id: toPublicId('connection', connectionId) };
      return { steps: [{ executable: disableConnection, input }], memo: {} };
    },
    undo: async (ctx, plan) => {
      const { connectionId } = Plan.parse(plan);
      await requireStatus(ctx, connectionId, 'disabled');
      return [{ executable: enableConnection, input: { connection_id: toPublicId('connection', connectionId) } }];
    },
  },
};
