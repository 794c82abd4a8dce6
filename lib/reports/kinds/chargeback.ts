import { toPublicId } from '#lib/core/ids.ts';
import { chargebackOf } from '#lib/statements/index.ts';
import type { StatementPeriod } from '#lib/statements/statement-period.ts';
import { dimensionsOf } from '#lib/statements/statement-scope.ts';
import { sumUsage } from '#lib/statements/sum-usage.ts';
import type { ReportCell, ReportSection } from '../report-document.ts';
import type { ReportReader } from '../report-request.ts';
import type { ReportKind } from './report-kind.ts';

type Bearing = Awaited<ReturnType<typeof chargebackOf>>;

/** The report's period as statements count it; they need its kind for words alone. */
const statedPeriod = ({ period }: ReportReader): StatementPeriod => ({
  ...{ startMs: period.startMs, endMs: period.endMs, timeZone: period.timeZone, label: period.label },
  ...{ kind: 'month', calendar: 'calendar', closesMs: period.endMs },
});

const usdColumn = { id: 'amount_usd', header: 'Amount (USD)', kind: 'usd' } as const;
const teamColumns = [
  { id: 'team_id', header: 'Team id', kind: 'text' },
  { id: 'team', header: 'Team', kind: 'text' },
] as const;

const centersTable = ({ data, total_usd: total }: Bearing): ReportSection => ({
  ...{ id: 'cost_centers', title: 'Cost centers', note: null, barColumn: 'amount_usd' },
  columns: [
    { id: 'cost_center', header: 'Cost center', kind: 'text' },
    { id: 'name', header: 'Name', kind: 'text' },
    usdColumn,
    { id: 'percent', header: 'Share', kind: 'percent' },
  ],
  rows: data.map(({ cost_center: code, name, amount_usd: amount, percent }) => [code ?? 'None', name, amount, percent]),
  total: [null, 'Total', total, total === 0n ? null : 100],
});

const teamsTable = ({ data, total_usd: total }: Bearing): ReportSection => ({
  ...{ id: 'teams', title: 'Teams by cost center', note: null },
  columns: [{ id: 'cost_center', header: 'Cost center', kind: 'text' }, ...teamColumns, usdColumn],
  rows: data.flatMap(({ cost_center: code, teams }) =>
    teams.map(({ team_id: id, team_name: name, amount_usd: amount }): ReportCell[] => [
      code ?? 'None',
      id === null ? null : toPublicId('team', id),
      name ?? 'No team',
      amount,
    ]),
  ),
  total: [null, null, 'Total', total],
});

/** What one cost center bears, by team, provider and model: its share of each call. */
async function ofOneCenter({ ctx, scope, period }: ReportReader): Promise<ReportSection> {
  const dimensions = await dimensionsOf(ctx, { kind: 'cost_center', value: scope.id ?? '' });
  const sums = await sumUsage(ctx, dimensions, period);
  return {
    ...{ id: 'teams', title: 'Teams', note: null, barColumn: 'amount_usd' },
    columns: [
      ...teamColumns,
      { id: 'provider', header: 'Provider', kind: 'text' },
      { id: 'model', header: 'Model', kind: 'text' },
      { id: 'calls', header: 'Calls', kind: 'count' },
      usdColumn,
    ],
    rows: sums.map(({ teamId, teamName, provider, model, calls, amountNanoUsd }): ReportCell[] => [
      teamId === null ? null : toPublicId('team', teamId),
      teamName ?? 'No team',
      provider,
      model,
      calls,
      amountNanoUsd,
    ]),
    total: [
      null,
      'Total',
      null,
      null,
      sums.reduce((sum, { calls }) => sum + calls, 0),
      sums.reduce((sum, row) => sum + row.amountNanoUsd, 0n),
    ],
  };
}

/** Who bears what: as `statement.chargeback` answers for a period, or one cost center by itself. */
export const chargeback: ReportKind = {
  kind: 'chargeback',
  title: 'Chargeback report',
  description: 'Who bears what was used: by cost center, and for each by team.',
  permission: 'statements.read',
  scopes: ['tenant', 'cost_center'],
  sections: [
    { id: 'cost_centers', title: 'Cost centers' },
    { id: 'teams', title: 'Teams' },
  ],
  async read(reader) {
    if (reader.scope.kind === 'cost_center') return [await ofOneCenter(reader)];
    const bearing = await chargebackOf(reader.ctx, statedPeriod(reader));
    return reader.sections.map((section) => (section === 'teams' ? teamsTable(bearing) : centersTable(bearing)));
  },
};
