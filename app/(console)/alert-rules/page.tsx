import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters, UrlSpec } from '#components/shell/url-state.ts';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { listRules } from '#lib/alerts/index.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { sortValue } from '../_shell/list-state.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { listProps, readList } from '../_shell/read-list.ts';
import { AlertTabs } from '../alerts/_components/alert-tabs.tsx';
import { ruleColumns } from './_components/rule-columns.tsx';

export const metadata: Metadata = { title: 'Alert rules' };

const urlSpec = { filters: {}, sorts: ['name'], defaultSort: { field: 'name', descending: false } } as const satisfies UrlSpec;

/** What will wake us? */
export default async function AlertRulesPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/alert-rules', searchParams, urlSpec);
  const { state, q } = list;
  const [{ reader, now, me }, rules] = await Promise.all([
    loadReader(),
    perform(listRules, { search: q, cursor: state.cursor, sort: sortValue(state, ['name', '-name']) }),
  ]);
  const create = holds(me.permissions, 'alerts.rules') ? (
    <ButtonLink variant="primary" href="/alert-rules/new">
      New rule
    </ButtonLink>
  ) : undefined;
  return (
    <>
      <PageBar crumbs={[{ label: 'Governance' }, { label: 'Alerts', href: '/alerts' }, { label: 'Rules' }]} />
      <DroppedNotice dropped={list.dropped} />
      <PageHeader
        title="Alert rules"
        answer="Conditions on what calls cost, fail and take, looked at once a minute. Thresholds of budgets alert without a rule."
        primary={create}
      />
      <AlertTabs current="rules" />
      <div className="pt-4">
        <DataTable
          label="Alert rules"
          columns={ruleColumns}
          {...listProps(list, 'rules', rules)}
          rowName={(row) => row.name}
          opens={(row) => `/alert-rules/${row.id}`}
          reader={reader}
          now={now}
          search={{ label: 'Search rules', value: q }}
          empty={{
            title: 'No rule yet',
            children: 'Budget alerts are on. Add one for errors.',
            ...(create === undefined ? {} : { action: create }),
          }}
        />
      </div>
    </>
  );
}
