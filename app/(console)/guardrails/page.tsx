import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters, UrlSpec } from '#components/shell/url-state.ts';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { listGuardrails } from '#lib/guardrails/index.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { chosenValue, sortValue } from '../_shell/list-state.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { listProps, readList } from '../_shell/read-list.ts';
import { guardrailColumns } from './_components/guardrail-columns.tsx';

export const metadata: Metadata = { title: 'Guardrails' };

const urlSpec = {
  filters: { status: ['is'] },
  sorts: ['name', 'created_at'],
  defaultSort: { field: 'name', descending: false },
} as const satisfies UrlSpec;

const statuses = ['draft', 'shadow', 'active', 'archived', 'all'] as const;
const statusOptions = statuses.map((value) => ({ value, label: value.charAt(0).toUpperCase() + value.slice(1) }));

/** What may be asked and answered? */
export default async function GuardrailsPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/guardrails', searchParams, urlSpec);
  const { state, q } = list;
  const [{ reader, now, me }, guardrails] = await Promise.all([
    loadReader(),
    perform(listGuardrails, {
      search: q,
      cursor: state.cursor,
      status: chosenValue(state, 'status', statuses),
      sort: sortValue(state, ['name', '-name', 'created_at', '-created_at']),
    }),
  ]);
  return (
    <>
      <PageBar crumbs={[{ label: 'Governance' }, { label: 'Guardrails' }]} />
      <DroppedNotice dropped={list.dropped} />
      <PageHeader
        title="Guardrails"
        answer="What may be asked and answered: they look for injections, topics and terms, check answers, and block, change or flag."
        actions={<ButtonLink href="/policies/violations">What they found</ButtonLink>}
        primary={
          holds(me.permissions, 'policies.write') ? (
            <ButtonLink variant="primary" href="/guardrails/new">
              New guardrail
            </ButtonLink>
          ) : undefined
        }
      />
      <DataTable
        label="Guardrails"
        columns={guardrailColumns}
        {...listProps(list, 'guardrails', guardrails)}
        rowName={(guardrail) => guardrail.name}
        opens={(guardrail) => `/guardrails/${guardrail.id}`}
        reader={reader}
        now={now}
        search={{ label: 'Search guardrails', value: q }}
        filters={{
          fields: [{ field: 'status', label: 'Status', kind: 'choice', operators: ['is'], options: statusOptions }],
          active: state.filters,
        }}
        empty={{
          title: 'Nothing looks at what calls say yet',
          children: 'A guardrail can block prompt injections, keep a topic out, or hold back answers that do not fit their schema.',
        }}
      />
    </>
  );
}
