import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters, UrlSpec } from '#components/shell/url-state.ts';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { policyTypes } from '#lib/contracts/policy-names.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listPolicies } from '#lib/policies/index.ts';
import { chosenValue, sortValue } from '../_shell/list-state.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { listProps, readList } from '../_shell/read-list.ts';
import { policyColumns } from './_components/policy-columns.tsx';
import { typeWords } from './_components/policy-words.ts';

export const metadata: Metadata = { title: 'Policies' };

const urlSpec = {
  filters: { status: ['is'], type: ['is'] },
  sorts: ['name', 'created_at'],
  defaultSort: { field: 'name', descending: false },
} as const satisfies UrlSpec;

const statuses = ['draft', 'shadow', 'active', 'archived', 'all'] as const;
const statusOptions = statuses.map((value) => ({ value, label: value.charAt(0).toUpperCase() + value.slice(1) }));
const typeOptions = policyTypes.map((value) => ({ value, label: typeWords[value] }));

/** Which rules decide about calls? */
export default async function PoliciesPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/policies', searchParams, urlSpec);
  const { state, q } = list;
  const [{ reader, now, me }, policies] = await Promise.all([
    loadReader(),
    perform(listPolicies, {
      search: q,
      cursor: state.cursor,
      status: chosenValue(state, 'status', statuses),
      type: chosenValue(state, 'type', policyTypes),
      sort: sortValue(state, ['name', '-name', 'created_at', '-created_at']),
    }),
  ]);
  return (
    <>
      <PageBar crumbs={[{ label: 'Governance' }, { label: 'Policies' }]} />
      <DroppedNotice dropped={list.dropped} />
      <PageHeader
        title="Policies"
        answer="Rules that refuse calls, ask for approvals, or change where calls go and what they carry. Each watches before it acts."
        actions={<ButtonLink href="/policies/violations">What they did</ButtonLink>}
        primary={
          holds(me.permissions, 'policies.write') ? (
            <ButtonLink variant="primary" href="/policies/new">
              New policy
            </ButtonLink>
          ) : undefined
        }
      />
      <DataTable
        label="Policies"
        columns={policyColumns}
        {...listProps(list, 'policies', policies)}
        rowName={(policy) => policy.name}
        opens={(policy) => `/policies/${policy.id}`}
        reader={reader}
        now={now}
        search={{ label: 'Search policies', value: q }}
        filters={{
          fields: [
            { field: 'status', label: 'Status', kind: 'choice', operators: ['is'], options: statusOptions },
            { field: 'type', label: 'About', kind: 'choice', operators: ['is'], options: typeOptions },
          ],
          active: state.filters,
        }}
        empty={{
          title: 'Every call that keys and budgets allow passes',
          children: 'A policy can refuse a model, keep restricted data within a region, or ask for consent above an amount.',
        }}
      />
    </>
  );
}
