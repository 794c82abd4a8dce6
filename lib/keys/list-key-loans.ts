import { and, inArray, sql } from 'drizzle-orm';
import { virtualKey } from '#db/schema/index.ts';
import { reachOf, sqlUuidArray } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { type KeyLoan, type KeyPool, keyLoanList } from '#lib/contracts/key-loans.ts';
import type { VirtualKey } from '#lib/contracts/keys.ts';
import { isWithin, partOf, toUse } from '#lib/pools/places.ts';
import { sumUses, type Use } from '#lib/pools/sum-uses.ts';
import { readKeyLoans } from './key-loan-rows.ts';
import { keyPlaceColumns, readKeys } from './key-rows.ts';

/** As many keys as an answer has, at most. */
const keysMax = 500;

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

async function toKeyPool(
  ctx: OperationContext,
  key: VirtualKey,
  { isLender, loans, uses }: { isLender: boolean; loans: readonly KeyLoan[]; uses: readonly Use[] | null },
): Promise<KeyPool> {
  const place = { departmentId: key.team_id === null ? key.department_id : null, teamId: key.team_id };
  const own = uses === null || (place.departmentId === null && place.teamId === null) ? null : await partOf(ctx, place);
  return {
    ...{ key_id: key.id, name: key.name, status: key.status, department_id: place.departmentId, team_id: key.team_id },
    ...{ owner_name: key.team_name ?? key.department_name, is_lender: isLender, loans: [...loans] },
    uses: uses === null ? null : uses.map((use) => toUse(use, own)),
    requests: uses === null ? null : uses.reduce((sum, { requests }) => sum + requests, 0),
    cost_usd: uses === null ? null : uses.reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0n),
  };
}

/** Whoever sees the key sees all of its loans; whoever may see the usage of its part, all of what was used. Borrowers see what is theirs. */
export const listKeyLoans = defineQuery(keyLoanList, async (ctx, input) => {
  const loans = await readKeyLoans(ctx);
  const shown = await reachOf(ctx.tx, ctx.access, 'keys.read');
  const readable = await reachOf(ctx.tx, ctx.access, 'usage.read');
  const isTheirs = (loan: KeyLoan) => isWithin(shown, { departmentId: loan.department_id, teamId: loan.team_id });
  const lentIds = [...new Set(loans.map(({ key_id: id }) => id))];
  if (lentIds.length === 0) return { data: [], next_cursor: null };
  const lent = inArray(virtualKey.id, lentIds);
  const page = { orderBy: sql`${virtualKey.name}, ${virtualKey.id}`, limit: keysMax };
  const all = await readKeys(ctx, { where: lent, ...page });
  const lendable = and(lent, ctx.visible({ ...keyPlaceColumns, userId: virtualKey.userId, projectId: virtualKey.projectId }));
  const lenders = new Set((await readKeys(ctx, { where: lendable, ...page })).map(({ id }) => id));
  const uses = joined(await sumUses(ctx, input.days, 'key'), await replacedBy(ctx, lentIds));
  const data: KeyPool[] = [];
  for (const key of all) {
    const isLender = lenders.has(key.id);
    const ofKey = loans.filter((loan) => loan.key_id === key.id && (isLender || isTheirs(loan)));
    if (ofKey.length === 0) continue;
    const seesAll = readable.everything || (isLender && isWithin(readable, { departmentId: key.department_id, teamId: key.team_id }));
    const seesSome = seesAll || readable.teamIds.length > 0 || readable.departmentIds.length > 0;
    const seen = (uses.get(key.id) ?? []).filter((use) => seesAll || isWithin(readable, use));
    data.push(await toKeyPool(ctx, key, { isLender, loans: ofKey, uses: seesSome ? seen : null }));
  }
  return { data, next_cursor: null };
});
