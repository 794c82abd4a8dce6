import { defineQuery } from '#lib/command/define-query.ts';
import type { OutputOf } from '#lib/contracts/operation.ts';
import { statementChargeback } from '#lib/contracts/statements.ts';
import { type BuiltStatement, buildStatement } from './build-statement.ts';
import { choosePeriod } from './choose-period.ts';
import { nameScope } from './statement-scope.ts';
import { readStatementSettings } from './statement-settings.ts';
import { usageKeyOf } from './usage-sum.ts';

export const readChargeback = defineQuery(statementChargeback, async (ctx, input) => {
  const settings = await readStatementSettings(ctx);
  const scope = await nameScope(ctx, { kind: 'tenant', value: '' });
  const period = choosePeriod(input, settings, scope.timeZone, ctx.now.getTime(), 'running');
  const built = await buildStatement(ctx, scope, period, settings);
  const total = built.usageNanoUsd + built.adjustmentsNanoUsd;
  const teams = teamsByCenter(built);
  return {
    period: {
      ...{ kind: period.kind, calendar: period.calendar, time_zone: period.timeZone, label: period.label },
      ...{ start: new Date(period.startMs), end: new Date(period.endMs) },
    },
    total_usd: total,
    data: built.allocations.map((allocation) => ({
      ...allocation,
      percent: total === 0n ? null : Number((allocation.amount_usd * 1_000_000n) / total) / 10_000,
      teams: teams.get(allocation.cost_center_id ?? `code ${allocation.cost_center}`) ?? [],
    })),
  };
});

type Teams = OutputOf<typeof statementChargeback>['data'][number]['teams'];

/** Under the id of the cost center that calls carried, or under the code that billing settings say. */
function teamsByCenter({ lines, shares }: BuiltStatement): ReadonlyMap<string, Teams> {
  const centers = new Map<string, Map<string, Teams[number]>>();
  const add = (center: string, team_id: string | null, team_name: string | null, amount: bigint) => {
    const teams = centers.get(center) ?? new Map<string, Teams[number]>();
    centers.set(center, teams);
    const known = teams.get(team_id ?? '');
    teams.set(team_id ?? '', { team_id, team_name, amount_usd: (known?.amount_usd ?? 0n) + amount });
  };
  const carried = new Map<string, bigint>();
  for (const share of shares) {
    add(share.costCenterId, share.teamId, share.teamName, share.amountNanoUsd);
    carried.set(usageKeyOf(share), (carried.get(usageKeyOf(share)) ?? 0n) + share.amountNanoUsd);
  }
  for (const line of lines) {
    const rest = line.amountNanoUsd - (line.kind === 'usage' ? (carried.get(usageKeyOf(line)) ?? 0n) : 0n);
    if (rest !== 0n) add(`code ${line.costCenter ?? null}`, line.teamId, line.teamName, rest);
  }
  return new Map([...centers].map(([center, teams]) => [center, [...teams.values()]]));
}
