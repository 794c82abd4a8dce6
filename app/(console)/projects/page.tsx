import type { Metadata } from 'next';
import { nanoOf } from '#components/budgets/budget-words.ts';
import { DataTable } from '#components/data-table/data-table.tsx';
import type { FilterField } from '#components/data-table/filter-field.ts';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters, UrlSpec } from '#components/shell/url-state.ts';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { LinkTabs } from '#components/ui/link-tabs.tsx';
import { archiveStatuses } from '#lib/contracts/departments.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { projectPriorities, projectStatuses } from '#lib/contracts/project-resource.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listProjects } from '#lib/projects/index.ts';
import { chosenValue, sortValue } from '../_shell/list-state.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { listProps, readList } from '../_shell/read-list.ts';
import { ProjectBoard } from './_components/project-board.tsx';
import { type ProjectRow, priorityWords, projectColumns, statusWords } from './_components/project-columns.tsx';

export const metadata: Metadata = { title: 'Projects' };

const urlSpec = {
  filters: { status: ['is'], priority: ['is'], archived: ['is'] },
  sorts: ['name', 'created_at'],
  defaultSort: { field: 'name', descending: false },
  tabs: ['table', 'board'],
} as const satisfies UrlSpec;

const sorts = ['name', '-name', 'created_at', '-created_at'] as const;

/** How many there are, and what they cost against what was planned. */
function answerOf(rows: readonly ProjectRow[], reader: Reader): string {
  if (rows.length === 0) return 'A project gives an app its keys, budget and environments.';
  const format = createFormat(reader);
  const cost = rows.reduce((sum, row) => sum + nanoOf(row.actual_cost_usd), 0n);
  const over = rows.filter((row) => row.allocated_budget_usd !== null && nanoOf(row.actual_cost_usd) > nanoOf(row.allocated_budget_usd));
  const planned = over.length === 0 ? 'None costs more than was planned.' : `${over.length} cost more than was planned.`;
  return `${rows.filter(({ status }) => status === 'active').length} active, ${format.moneyLead(cost)} so far. ${planned}`;
}

/** Which work uses models, and is it within what was planned? */
export default async function ProjectsPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/projects', searchParams, urlSpec);
  const { state, q } = list;
  const input = {
    ...{ search: q, limit: 200, sort: sortValue(state, sorts), cursor: state.cursor },
    status: chosenValue(state, 'status', projectStatuses),
    priority: chosenValue(state, 'priority', projectPriorities),
    archived: chosenValue(state, 'archived', archiveStatuses),
  };
  const [{ reader, now, me }, projects] = await Promise.all([loadReader(), perform(listProjects, input)]);
  const rows = projects.data?.data ?? [];
  const tab = state.tab ?? 'table';
  const create = holds(me.permissions, 'projects.write') ? (
    <ButtonLink variant="primary" href="/projects/new">
      New project
    </ButtonLink>
  ) : undefined;
  return (
    <>
      <PageBar crumbs={[{ label: 'Organization' }, { label: 'Projects' }]} />
      <DroppedNotice dropped={list.dropped} />
      <PageHeader
        title="Projects"
        answer={projects.problem === undefined ? answerOf(rows, reader) : undefined}
        actions={create === undefined ? undefined : <ButtonLink href="/organization/import?kind=projects">Import</ButtonLink>}
        primary={create}
      />
      <LinkTabs
        label="View"
        current={tab}
        tabs={[
          { id: 'table', label: 'Table', href: '/projects' },
          { id: 'board', label: 'Board', href: '/projects?tab=board' },
        ]}
      />
      {tab === 'board' && projects.problem === undefined ? (
        <div className="pt-4">
          <ProjectBoard rows={rows} reader={reader} />
        </div>
      ) : (
        <DataTable
          label="Projects"
          columns={projectColumns(reader)}
          {...listProps(list, 'projects', projects)}
          rows={rows}
          rowName={(row) => row.name}
          opens={(row) => `/projects/${row.id}`}
          reader={reader}
          now={now}
          search={{ label: 'Search name or slug', value: q }}
          filters={{ fields: filterFields, active: state.filters, suggested: [{ field: 'status', operator: 'is', values: ['active'] }] }}
          empty={{
            title: 'No project yet',
            children: 'A project gives an app its keys, budget and environments.',
            ...(create === undefined ? {} : { action: <ButtonLink href="/projects/new">New project</ButtonLink> }),
          }}
        />
      )}
    </>
  );
}

const choice = (field: string, label: string, values: Readonly<Record<string, string>>): FilterField => ({
  ...{ field, label, kind: 'choice', operators: ['is'] },
  options: Object.entries(values).map(([value, text]) => ({ value, label: text })),
});

const filterFields: readonly FilterField[] = [
  choice('status', 'Status', statusWords),
  choice('priority', 'Priority', priorityWords),
  choice('archived', 'Archived', { active: 'Not archived', archived: 'Archived', all: 'All' }),
];
