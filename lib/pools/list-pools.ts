import { sql } from 'drizzle-orm';
import { connection } from '#db/schema/index.ts';
import { reachOf } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { type ConnectionLoan, type Pool, poolList } from '#lib/contracts/pools.ts';
import { isWithin, partOf, toUse } from './places.ts';
import { type OwnedConnection, readLoans, readOwned } from './pool-rows.ts';
import { sumUses, type Use } from './sum-uses.ts';

/** A connection with its loans, and with what was used of it as far as it may be seen. */
export async function toPool(
  ctx: OperationContext,
  of: OwnedConnection,
  loans: readonly ConnectionLoan[],
  uses: readonly Use[] | null,
): Promise<Pool> {
  const isOwned = of.departmentId !== null || of.teamId !== null;
  const own = isOwned && uses !== null ? await partOf(ctx, of) : null;
  return {
    ...{ connection_id: of.id, name: of.name, provider: of.provider, department_id: of.departmentId, team_id: of.teamId },
    ...{ owner_name: of.ownerName, version: of.version },
    loans: loans.filter((loan) => loan.connection_id === of.id),
    uses: uses === null ? null : uses.map((use) => toUse(use, own)),
    requests: uses === null ? null : uses.reduce((sum, { requests }) => sum + requests, 0),
    cost_usd: uses === null ? null : uses.reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0n),
  };
}

/** Whoever may see the usage of the part that owns a connection sees all of what was used of it: that is what it lends. */
export const listPools = defineQuery(poolList, async (ctx, input) => {
  const isOwned = sql`(${connection.ownerDepartmentId} is not null or ${connection.ownerTeamId} is not null)`;
  const all = await readOwned(ctx, input.owned === 'parts' ? isOwned : undefined);
  const shown = await reachOf(ctx.tx, ctx.access, 'connections.read');
  const readable = await reachOf(ctx.tx, ctx.access, 'usage.read');
  const loans = await readLoans(ctx, undefined);
  const lentTo = (of: OwnedConnection) =>
    loans.some((loan) => loan.connection_id === of.id && isWithin(shown, { departmentId: loan.department_id, teamId: loan.team_id }));
  const isEverybodys = (of: OwnedConnection) => of.departmentId === null && of.teamId === null;
  const visible = all.filter((of) => isEverybodys(of) || isWithin(shown, of) || lentTo(of));
  const uses = await sumUses(ctx, input.days, 'connection');
  const data: Pool[] = [];
  for (const of of visible) {
    const seesAll = readable.everything || (!isEverybodys(of) && isWithin(readable, of));
    const ofConnection = uses.filter((use) => use.resourceId === of.id && (seesAll || isWithin(readable, use)));
    const seesOwner = shown.everything || isEverybodys(of) || isWithin(shown, of);
    const ownLoans = loans.filter((loan) => seesOwner || isWithin(shown, { departmentId: loan.department_id, teamId: loan.team_id }));
    const seesSome = seesAll || readable.teamIds.length > 0 || readable.departmentIds.length > 0;
    data.push(await toPool(ctx, of, ownLoans, seesSome ? ofConnection : null));
  }
  return { data, next_cursor: null };
});
