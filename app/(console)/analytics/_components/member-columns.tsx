import type { z } from 'zod';
import { Nothing } from '#components/data-table/cell-content.tsx';
import type { Column } from '#components/data-table/columns.ts';
import { Badge, type Tone } from '#components/ui/badge.tsx';
import { PersonCell } from '#components/ui/person-cell.tsx';
import type { MemberInsights } from '#lib/contracts/member-insights.ts';
import { parseUsd } from '#lib/core/money.ts';

export type MemberRow = z.input<typeof MemberInsights>['data'][number];

const trends: Readonly<Record<NonNullable<MemberRow['activity_trend']>, { readonly label: string; readonly tone: Tone }>> = {
  increasing: { label: 'Increasing', tone: 'info' },
  stable: { label: 'Stable', tone: 'neutral' },
  decreasing: { label: 'Decreasing', tone: 'outline' },
};

const isPseudonym = ({ member }: MemberRow): boolean => member.startsWith('member_');

/** The calls of a person; of a pseudonym nobody can ask for them. */
export const callsOfMember = (row: MemberRow): string => (isPseudonym(row) ? '/usage' : `/usage?f.user=is:${row.member}`);

/** What people do with models. */
export const memberColumns: readonly Column<MemberRow>[] = [
  {
    ...{ id: 'person', header: 'Person', narrow: true },
    cell: (row) => <PersonCell person={isPseudonym(row) ? { pseudonym: row.member } : { name: row.name ?? undefined }} />,
  },
  { id: 'day', header: 'Requests a day', value: (row) => row.requests_per_day.toFixed(1), align: 'end', narrow: true },
  { id: 'requests', header: 'Requests', value: ({ requests }) => requests, format: 'count', align: 'end' },
  { id: 'cost', header: 'Spend', value: (row) => parseUsd(row.cost_usd) ?? 0n, format: 'money', align: 'end', narrow: true },
  {
    ...{ id: 'each', header: 'A request', align: 'end', format: 'money_call' },
    value: ({ cost_per_request: each }) => (each === null ? null : (parseUsd(each) ?? 0n)),
  },
  { id: 'success', header: 'Success', value: ({ success_rate: rate }) => rate, format: 'percent', align: 'end' },
  { id: 'score', header: 'Efficiency', value: ({ efficiency_score: score }) => (score === null ? null : score.toFixed(1)), align: 'end' },
  {
    ...{ id: 'trend', header: 'Trend' },
    cell: ({ activity_trend: trend }) => (trend === null ? <Nothing /> : <Badge tone={trends[trend].tone}>{trends[trend].label}</Badge>),
  },
  { id: 'models', header: 'Preferred models', value: (row) => row.preferred_models.join(', '), format: 'mono' },
];
