import { and, eq, sql } from 'drizzle-orm';
import { team, virtualKey } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { heldRoles } from '#lib/command/held-roles.ts';
import { AppError } from '#lib/core/errors.ts';
import type { Chains } from '#lib/organization/place-chains.ts';
import { readPlaceChains } from '#lib/organization/read-place-chains.ts';

/** By whose key, or in whose name, a request is simulated, with what that lets it reach. */
export interface SimulatedCaller {
  readonly keyId: string | null;
  readonly userId: string | null;
  readonly projectId: string | null;
  readonly environmentId: string | null;
  readonly roles: readonly string[];
  readonly chains: Chains;
  /** Why no request with this key comes through at all; null where it would. */
  readonly fault: string | null;
  /** Names of models and routes, and of providers; null for all. */
  readonly allowedModels: readonly string[] | null;
  readonly allowedProviders: readonly string[] | null;
  /** Connections of other parts of the organization that are not lent to the caller's. */
  readonly unreached: ReadonlySet<string>;
}

type KeyRow = typeof virtualKey.$inferSelect;

function faultOf({ status, expiresAt }: KeyRow, now: Date): string | null {
  if (status !== 'active') return 'The key is disabled.';
  return expiresAt !== null && expiresAt <= now ? 'The key has expired.' : null;
}

async function readKey({ tx, tenantId }: OperationContext, id: string): Promise<KeyRow> {
  const [key] = await tx
    .select()
    .from(virtualKey)
    .where(and(eq(virtualKey.tenantId, tenantId), eq(virtualKey.id, id)));
  if (key === undefined) throw new AppError('not_found', { errors: [{ pointer: '/key_id', detail: 'There is no such key' }] });
  return key;
}

async function requireTeam({ tx, tenantId }: OperationContext, id: string): Promise<void> {
  const [found] = await tx
    .select({ id: team.id })
    .from(team)
    .where(and(eq(team.tenantId, tenantId), eq(team.id, id)));
  if (found === undefined) throw new AppError('not_found', { errors: [{ pointer: '/team_id', detail: 'There is no such team' }] });
}

/** Owned connections that neither belong to these places nor are lent to them. */
async function readUnreached({ tx, tenantId }: OperationContext, { teams, departments }: Chains): Promise<ReadonlySet<string>> {
  const rows = await tx.execute<{ id: string; place: string | null }>(sql`
    select c.id, coalesce(c.owner_team_id, c.owner_department_id) as place from connection c
    where c.tenant_id = ${tenantId} and coalesce(c.owner_team_id, c.owner_department_id) is not null
    union all
    select l.connection_id, coalesce(l.team_id, l.department_id) from connection_loan l where l.tenant_id = ${tenantId} and l.ended_at is null`);
  const places = new Set([...teams, ...departments]);
  const reached = new Set([...rows].flatMap(({ id, place }) => (place !== null && places.has(place) ? [id] : [])));
  return new Set([...rows].flatMap(({ id }) => (reached.has(id) ? [] : [id])));
}

async function readRoles({ tx, tenantId, now }: OperationContext, userId: string | null): Promise<readonly string[]> {
  if (userId === null) return [];
  const rows = await tx.execute<{ role_id: string }>(sql`
    select role_id from ${heldRoles(tenantId, now)} held where user_id = ${userId}::uuid
    union
    select r.id from membership m join role r on r.tenant_id = m.tenant_id and r.name = 'team_lead'
    where m.tenant_id = ${tenantId} and m.team_role = 'lead' and m.user_id = ${userId}::uuid`);
  return [...rows].map(({ role_id: id }) => id);
}

/** What is known of the caller; null where neither key nor team is named. Throws `not_found` with a pointer for what is not there. */
export async function readSimulatedCaller(
  ctx: OperationContext,
  { key_id: keyId, team_id: teamId }: { readonly key_id?: string | undefined; readonly team_id?: string | undefined },
): Promise<SimulatedCaller | null> {
  if (keyId === undefined && teamId === undefined) return null;
  const key = keyId === undefined ? null : await readKey(ctx, keyId);
  if (teamId !== undefined) await requireTeam(ctx, teamId);
  const places = await readPlaceChains(ctx.tx, ctx.tenantId);
  const chains = places.of(key === null ? (teamId ?? null) : key.teamId, key?.departmentId ?? null);
  return {
    ...{
      keyId: key?.id ?? null,
      userId: key?.userId ?? null,
      projectId: key?.projectId ?? null,
      environmentId: key?.environmentId ?? null,
    },
    ...{ roles: await readRoles(ctx, key?.userId ?? null), chains, fault: key === null ? null : faultOf(key, ctx.now) },
    ...{ allowedModels: key?.allowedModels ?? null, allowedProviders: key?.allowedProviders ?? null },
    unreached: await readUnreached(ctx, chains),
  };
}
