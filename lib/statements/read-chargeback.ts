import { defineQuery } from '#lib/command/define-query.ts';
import type { OutputOf } from '#lib/contracts/operation.ts';
import { statementChargeback } from '#lib/contracts/statements.ts';
import { type BuiltStatement, buildStatement } from './build-statement.ts';
import { choosePeriod } from './choose-period.ts';
import type { Borne } from './spread-shared.ts';
import type { StatementPeriod } from './statement-period.ts';
import { nameScope, type StatementReader } from './statement-scope.ts';
import { readStatementSettings } from './statement-settings.ts';

export const readChargeback = defineQuery(statementChargeback, async (ctx, input) => {
  const settings = await readStatementSettings(ctx);
  const { timeZone } = await nameScope(ctx, { kind: 'tenant', value: '' });
  return chargebackOf(ctx, choosePeriod(input, settings, timeZone, ctx.now.getTime(), 'running'));
});

/** Who bears what the organization used in a period of any length. */
export async function chargebackOf(reader: StatementReader, period: StatementPeriod): Promise<OutputOf<typeof statementChargeback>> {
  const settings = await readStatementSettings(reader);
  const scope = await nameScope(reader, { kind: 'tenant', value: '' });
  const built = await buildStatement(reader, scope, period, settings, 'of_period');
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
}

type Teams = OutputOf<typeof statementChargeback>['data'][number]['teams'];

/** Under the id of the cost center that calls carried, or under the code that billing settings say. */
function teamsByCenter({ borne, shares }: BuiltStatement): ReadonlyMap<string, Teams> {
  const centers = new Map<string, Map<string, Teams[number]>>();
  const add = (center: string, { teamId: team_id, teamName: team_name, amountNanoUsd: amount }: Omit<Borne, 'costCenter'>) => {
    const teams = centers.get(center) ?? new Map<string, Teams[number]>();
    centers.set(center, teams);
    const known = teams.get(team_id ?? '');
    teams.set(team_id ?? '', { team_id, team_name, amount_usd: (known?.amount_usd ?? 0n) + amount });
  };
  for (const share of shares) add(share.costCenterId, share);
  for (const rest of borne) if (rest.amountNanoUsd !== 0n) add(`code ${rest.costCenter}`, rest);
  return new Map([...centers].map(([center, teams]) => [center, [...teams.values()]]));
}
