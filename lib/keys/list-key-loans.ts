import { and, eq, inArray, or, type SQL, sql } from 'drizzle-orm';
import { keyLoan, virtualKey } from '#db/schema/index.ts';
import { type Reach, reachOf, sqlUuidArray, visibilityCondition } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { nameOrder } from '#lib/command/name-order.ts';
import { type KeyPool, keyLoanList } from '#lib/contracts/key-loans.ts';
import type { VirtualKey } from '#lib/contracts/keys.ts';
import { isWithin, partOf, toUse } from '#lib/pools/places.ts';
import { sumUses, type Use } from '#lib/pools/sum-uses.ts';
import { isRunning, readKeyLoans } from './key-loan-rows.ts';
import { keyPlaceColumns, readKeys } from './key-rows.ts';

/** The keys that each one replaced, itself included, by their ids: what they were used for is told of the one that is lent now. */
async function replacedBy({ tx, tenantId }: OperationContext, keyIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.execute<{ id: string; now: string }>(sql`
    with recursive chain as (
      select id, rotated_from_id, id as now, 0 as depth from virtual_key where tenant_id = ${tenantId} and id = any(${sqlUuidArray(keyIds)})
      union all
      select k.id, k.rotated_from_id, chain.now, chain.depth + 1 from chain
      join virtual_key k on k.tenant_id = ${tenantId} and k.id = chain.rotated_from_id where chain.depth < 100
    ) select id, now from chain order by depth desc`);
  return new Map([...rows].map(({ id, now }) => [id, now]));
}

/** The uses of keys that replaced each other, as one key's. */
function joined(uses: readonly Use[], replaced: ReadonlyMap<string, string>): ReadonlyMap<string, Use[]> {
  const byPlace = new Map<string, Use>();
  for (const use of uses) {
    const resourceId = replaced.get(use.resourceId);
    if (resourceId === undefined) continue;
    const place = `${resourceId} ${use.teamId} ${use.departmentId}`;
    const { requests, costNanoUsd } = byPlace.get(place) ?? { requests: 0, costNanoUsd: 0n };
    byPlace.set(place, { ...use, resourceId, requests: requests + use.requests, costNanoUsd: costNanoUsd + use.costNanoUsd });
  }
  const ofKeys = [...byPlace.values()].sort((left, right) => Number(right.costNanoUsd - left.costNanoUsd));
  return Map.groupBy(ofKeys, ({ resourceId }) => resourceId);
}

/** The running loans of the key of a row; `only` is what else must be true of them. */
const hasLoan = (now: Date, only: SQL): SQL => sql`exists (select from ${keyLoan}
  where ${keyLoan.tenantId} = ${virtualKey.tenantId} and ${keyLoan.keyId} = ${virtualKey.id} and ${isRunning(now)} and ${only})`;

const keyPlacement = { ...keyPlaceColumns, projectId: virtualKey.projectId };

/** Which of the keys the caller sees as they are, and of which they may end the loans. */
async function rightsOn(ctx: OperationContext, keyIds: readonly string[], writes: Reach) {
  const isEnding = visibilityCondition(ctx.caller, writes, false, keyPlacement);
  const rows = await ctx.tx
    .select({ id: virtualKey.id, isLender: sql<boolean>`${ctx.visible(keyPlacement)}`, canEnd: sql<boolean>`${isEnding}` })
    .from(virtualKey)
    .where(and(eq(virtualKey.tenantId, ctx.tenantId), sql`${virtualKey.id} = any(${sqlUuidArray(keyIds)})`));
  return new Map(rows.map(({ id, isLender, canEnd }) => [id, { isLender, canEnd: isLender && canEnd }]));
}

type PoolOf = Pick<KeyPool, 'is_lender' | 'can_end' | 'loans'> & { readonly uses: readonly Use[] | null };

async function toKeyPool(ctx: OperationContext, key: VirtualKey, { uses, ...pool }: PoolOf): Promise<KeyPool> {
  const place = { departmentId: key.team_id === null ? key.department_id : null, teamId: key.team_id };
  const own = uses === null || (place.departmentId === null && place.teamId === null) ? null : await partOf(ctx, place);
  return {
    ...{ key_id: key.id, name: key.name, status: key.status, department_id: place.departmentId, team_id: key.team_id },
    ...{ owner_name: key.team_name ?? key.department_name, ...pool },
    uses: uses === null ? null : uses.map((use) => toUse(use, own)),
    requests: uses === null ? null : uses.reduce((sum, { requests }) => sum + requests, 0),
    cost_usd: uses === null ? null : uses.reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0n),
  };
}

/** Whoever sees the key sees all of its loans; whoever may see the usage of its part, all of what was used. Borrowers see what is theirs. */
export const listKeyLoans = defineQuery(keyLoanList, async (ctx, input) => {
  const keyset = keysetOf<VirtualKey>('name', nameOrder('name', virtualKey), input.cursor);
  const isTheirs = ctx.visible({ departmentId: keyLoan.departmentId, teamId: keyLoan.teamId });
  const shown = or(and(ctx.visible(keyPlacement), hasLoan(ctx.now, sql`true`)), hasLoan(ctx.now, isTheirs));
  const rows = await readKeys(ctx, { where: and(shown, keyset.after), orderBy: keyset.orderBy, limit: input.limit + 1 });
  const { data: keys, next_cursor } = keyset.page(rows, input.limit);
  if (keys.length === 0) return { data: [], next_cursor };
  const ids = keys.map(({ id }) => id);
  const readable = await reachOf(ctx.tx, ctx.access, 'usage.read');
  const writes = await reachOf(ctx.tx, ctx.access, 'keys.write');
  const rights = await rightsOn(ctx, ids, writes);
  const lenderIds = ids.filter((id) => rights.get(id)?.isLender === true);
  const loans = await readKeyLoans(
    ctx,
    and(inArray(keyLoan.keyId, ids), or(sql`${keyLoan.keyId} = any(${sqlUuidArray(lenderIds)})`, isTheirs)),
  );
  const replaced = await replacedBy(ctx, ids);
  const uses = joined(await sumUses(ctx, input.days, 'key', [...replaced.keys()]), replaced);
  const data: KeyPool[] = [];
  for (const key of keys) {
    const { isLender, canEnd } = rights.get(key.id) ?? { isLender: false, canEnd: false };
    const ofKey = loans
      .filter((loan) => loan.key_id === key.id)
      .map((loan) => ({ ...loan, can_take: isWithin(writes, { departmentId: loan.department_id, teamId: loan.team_id }) }));
    const seesAll = readable.everything || (isLender && isWithin(readable, { departmentId: key.department_id, teamId: key.team_id }));
    const seesSome = seesAll || readable.teamIds.length > 0 || readable.departmentIds.length > 0;
    const seen = (uses.get(key.id) ?? []).filter((use) => seesAll || isWithin(readable, use));
    data.push(await toKeyPool(ctx, key, { is_lender: isLender, can_end: canEnd, loans: ofKey, uses: seesSome ? seen : null }));
  }
  return { data, next_cursor };
});
