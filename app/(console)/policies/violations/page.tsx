import type { Metadata } from 'next';
import { TimeSeriesChart } from '#components/charts/time-series-chart.tsx';
import type { Column } from '#components/data-table/columns.ts';
import { DataTable } from '#components/data-table/data-table.tsx';
import type { FilterField } from '#components/data-table/filter-field.ts';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters, UrlSpec } from '#components/shell/url-state.ts';
import { StatusBadge, type Tone } from '#components/ui/badge.tsx';
import { policyOutcomes } from '#lib/contracts/usage.ts';
import { createFormat } from '#lib/core/format.ts';
import { listGuardrails } from '#lib/guardrails/index.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { getViolationTrend, listPolicies } from '#lib/policies/index.ts';
import { chosenValue, textValue } from '../../_shell/list-state.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { listProps, readList } from '../../_shell/read-list.ts';
import type { CallRow } from '../../usage/_components/call-columns.tsx';
import { findCalls } from '../../usage/_components/find-calls.ts';

export const metadata: Metadata = { title: 'Violations' };

const urlSpec = { filters: { outcome: ['is'], policy: ['is'], guardrail: ['is'] } } as const satisfies UrlSpec;

type Said = NonNullable<CallRow['policy']>;

const tones: Readonly<Record<Said['outcome'], Tone>> = {
  allow: 'outline',
  transform: 'warning',
  require_approval: 'warning',
  deny: 'danger',
};
const words: Readonly<Record<Said['outcome'], string>> = {
  allow: 'Passed',
  transform: 'Changed',
  require_approval: 'Asked for approval',
  deny: 'Refused',
};

const namesOf = ({ policy }: CallRow, mode: 'active' | 'shadow'): string | null =>
  policy?.policies
    .filter((one) => one.mode === mode)
    .map(({ name, actions }) => `${name ?? 'Gone'} (${actions.join(', ')})`)
    .join(', ') || null;

const found = ({ policy }: CallRow): string | null =>
  policy?.guardrails
    .map(({ name, action, why, mode }) => `${name ?? 'Gone'}${mode === 'shadow' ? ', watching' : ''} (${action}): ${why}`)
    .join('; ') || null;

const choice = { kind: 'choice', operators: ['is'] } as const;

const columns: readonly Column<CallRow>[] = [
  { id: 'time', header: 'Time', value: (row) => new Date(row.occurred_at), format: 'instant', narrow: true, width: '10rem' },
  {
    id: 'outcome',
    header: 'Outcome',
    cell: ({ policy }) => (policy === null ? null : <StatusBadge tone={tones[policy.outcome]}>{words[policy.outcome]}</StatusBadge>),
    narrow: true,
  },
  { id: 'policies', header: 'Policies', value: (row) => namesOf(row, 'active') },
  { id: 'shadows', header: 'Would have, watching', value: (row) => namesOf(row, 'shadow') },
  { id: 'guardrails', header: 'Guardrails', value: found },
  { id: 'model', header: 'Asked for', value: (row) => row.requested_model },
  { id: 'team', header: 'Team', value: (row) => row.team?.name ?? null },
  { id: 'user', header: 'Person', value: (row) => row.user?.name ?? null },
];

interface Named {
  readonly id: string;
  readonly name: string;
}

/** What the list can be narrowed by. */
const filterFields = (policies: readonly Named[], guardrails: readonly Named[]): readonly FilterField[] => [
  { ...choice, field: 'outcome', label: 'Outcome', options: policyOutcomes.map((value) => ({ value, label: words[value] })) },
  { ...choice, field: 'policy', label: 'Policy', options: policies.map(({ id, name }) => ({ value: id, label: name })) },
  { ...choice, field: 'guardrail', label: 'Guardrail', options: guardrails.map(({ id, name }) => ({ value: id, label: name })) },
];

/** Which calls were policies and guardrails about, and what became of them? */
export default async function ViolationsPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/policies/violations', searchParams, urlSpec);
  const { state } = list;
  const [{ reader, now }, calls, policies, guardrails, trend] = await Promise.all([
    loadReader(),
    findCalls({
      cursor: state.cursor,
      policy_outcome: chosenValue(state, 'outcome', policyOutcomes) ?? 'any',
      policy_id: textValue(state, 'policy'),
      guardrail_id: textValue(state, 'guardrail'),
    }),
    perform(listPolicies, { limit: 200, status: 'all' }),
    perform(listGuardrails, { limit: 200, status: 'all' }),
    perform(getViolationTrend, {}),
  ]);
  const until = calls.data?.searched_until;
  return (
    <>
      <PageBar crumbs={[{ label: 'Governance' }, { label: 'Violations' }]} />
      <DroppedNotice
        dropped={list.dropped}
        sentences={until ? [`Searched back to ${createFormat(reader).dateTime(new Date(until), new Date(now))}; go on with Older.`] : []}
      />
      <PageHeader
        title="Violations"
        answer="Every call that a policy or a guardrail was about: refused, changed, parked, flagged, or only watched by a shadow."
      />
      {trend.data === undefined ? null : (
        <div className="px-(--gutter) pt-4 pb-2">
          <TimeSeriesChart
            title="Calls that rules were about"
            data={trend.data.days.map((day) => ({ ...day }))}
            index="at"
            categories={['refused', 'parked', 'changed', 'noted']}
            labels={{ refused: 'Refused', parked: 'Asked for approval', changed: 'Changed', noted: 'Noted' }}
            valueFormatter="count"
            bucket="day"
            end={trend.data.to}
            reader={reader}
            now={now}
            height={160}
          />
        </div>
      )}
      <DataTable
        label="Calls"
        columns={columns}
        {...listProps(list, 'calls', calls)}
        rowName={(call) => `Call of ${call.occurred_at}`}
        opens={(call) => `/usage?open=${call.id}`}
        reader={reader}
        now={now}
        density="compact"
        filters={{
          fields: filterFields(policies.data?.data ?? [], guardrails.data?.data ?? []),
          active: state.filters,
        }}
        empty={
          until
            ? { title: 'No such call up to there', children: 'Older calls were not looked at yet: go on with Older.' }
            : {
                title: 'No policy and no guardrail was about a call yet',
                children: 'Publish one to watch first: its shadow is noted here and changes nothing.',
              }
        }
      />
    </>
  );
}
