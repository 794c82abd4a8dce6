import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { FigureStrip } from '#components/figures/figure-strip.tsx';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters, UrlSpec } from '#components/shell/url-state.ts';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { statementScopes } from '#lib/contracts/statement-settings.ts';
import { createFormat } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listStatements, previewStatement } from '#lib/statements/index.ts';
import { chosenValue, sortValue } from '../_shell/list-state.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { listProps, readList } from '../_shell/read-list.ts';
import { nanoOf, statementColumns, statementName } from './_components/statement-columns.tsx';
import { StatementPanel } from './_components/statement-panel.tsx';

export const metadata: Metadata = { title: 'Statements' };

const urlSpec = {
  filters: { scope: ['is'], document: ['is'] },
  sorts: ['number'],
  defaultSort: { field: 'number', descending: true },
} as const satisfies UrlSpec;

const scopeOptions = [
  { value: 'tenant', label: 'Organization' },
  { value: 'department', label: 'Department' },
  { value: 'team', label: 'Team' },
  { value: 'project', label: 'Project' },
  { value: 'cost_center', label: 'Cost center' },
];
const documentOptions = [
  { value: 'statement', label: 'Statement' },
  { value: 'invoice', label: 'Invoice' },
];

/** What was stated, and what will be? */
export default async function StatementsPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/statements', searchParams, urlSpec);
  const { state } = list;
  const { reader, now, me } = await loadReader();
  const mayIssue = holds(me.permissions, 'statements.write');
  // Finance and auditors, who see all of the organization's bills.
  const seesAll = mayIssue || holds(me.permissions, 'reconciliations.read');
  const [statements, draft] = await Promise.all([
    perform(listStatements, {
      cursor: state.cursor,
      scope: chosenValue(state, 'scope', statementScopes),
      document: chosenValue(state, 'document', ['statement', 'invoice']),
      sort: sortValue(state, ['number', '-number']),
    }),
    // The draft of the organization is for those who see all of it.
    mayIssue ? perform(previewStatement, {}) : undefined,
  ]);
  const issue = mayIssue ? (
    <ButtonLink variant="primary" href="/statements/new">
      Issue statement
    </ButtonLink>
  ) : undefined;
  const format = createFormat(reader);
  const running = draft?.data;
  const answer =
    running === undefined
      ? 'What was used in closed periods, stated once and never changed.'
      : `${running.period.label} stands at ${format.moneyLead(nanoOf(running.total_usd))} so far. It can be stated from ${format.day(new Date(running.closes_at), new Date(now))} on.`;
  return (
    <>
      <PageBar crumbs={[{ label: 'Spend' }, { label: 'Statements' }]} />
      <DroppedNotice dropped={list.dropped} />
      <PageHeader
        title="Statements"
        answer={answer}
        actions={
          <>
            {seesAll ? <ButtonLink href="/statements/chargeback">Chargeback</ButtonLink> : null}
            {seesAll ? <ButtonLink href="/statements/focus">FOCUS export</ButtonLink> : null}
            <ButtonLink href="/statements/settings">Settings</ButtonLink>
          </>
        }
        primary={issue}
      />
      {running === undefined ? null : (
        <FigureStrip
          label={`Draft of ${running.period.label}`}
          figures={[
            {
              label: 'Usage so far',
              value: format.moneyLead(nanoOf(running.usage_usd)),
              exact: format.moneyExact(nanoOf(running.usage_usd)),
            },
            {
              label: 'Corrections',
              value: format.moneyLead(nanoOf(running.adjustments_usd)),
              exact: format.moneyExact(nanoOf(running.adjustments_usd)),
            },
            { label: 'Total', value: format.moneyLead(nanoOf(running.total_usd)), exact: format.moneyExact(nanoOf(running.total_usd)) },
            { label: 'Calls', value: format.countExact(running.calls) },
          ]}
        />
      )}
      <DataTable
        label="Statements"
        columns={statementColumns}
        {...listProps(list, 'statements', statements)}
        rowName={statementName}
        opens="panel"
        reader={reader}
        now={now}
        filters={{
          fields: [
            { field: 'scope', label: 'For', kind: 'choice', operators: ['is'], options: scopeOptions },
            { field: 'document', label: 'Document', kind: 'choice', operators: ['is'], options: documentOptions },
          ],
          active: state.filters,
        }}
        empty={{
          title: 'Nothing has been stated yet',
          children: 'A statement says what a part of the organization used in a closed month or quarter.',
          ...(issue === undefined ? {} : { action: <ButtonLink href="/statements/new">Issue statement</ButtonLink> }),
        }}
      />
      {state.open === undefined ? null : <StatementPanel id={state.open} reader={reader} now={now} />}
    </>
  );
}
