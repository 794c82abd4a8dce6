import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { DataTable } from '#components/data-table/data-table.tsx';
import { listUrl } from '#components/data-table/list-url.ts';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { readUrlState, type SearchParameters, type UrlSpec } from '#components/shell/url-state.ts';
import { getFramework } from '#lib/compliance/index.ts';
import { controlStatuses } from '#lib/contracts/compliance-frameworks.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { chosenValue, droppedOf } from '../../_shell/list-state.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { tableProblem } from '../../_shell/table-problem.tsx';
import { scoreText } from '../_components/compliance-badges.tsx';
import { controlColumns } from '../_components/control-columns.tsx';
import { ControlPanel } from '../_components/control-panel.tsx';
import { FrameworkActions } from '../_components/framework-actions.tsx';

export const metadata: Metadata = { title: 'Framework' };

const urlSpec = { filters: { status: ['is'] } } as const satisfies UrlSpec;
const statusOptions = [
  { value: 'fail', label: 'Fail' },
  { value: 'needs_human', label: 'Needs a person' },
  { value: 'pass', label: 'Pass' },
  { value: 'not_applicable', label: 'Does not apply' },
];

interface FrameworkPageProps {
  params: Promise<{ framework: string }>;
  searchParams: Promise<SearchParameters>;
}

/** What does this framework ask for, and how was each of it found? */
export default async function FrameworkPage({ params, searchParams }: FrameworkPageProps) {
  const [{ framework: key }, search] = await Promise.all([params, searchParams]);
  const { state, dropped } = readUrlState(search, urlSpec);
  const { reader, now, me } = await loadReader();
  const { data: framework, problem } = await perform(getFramework, { framework: key });
  // What is no key of a framework is refused as a field; here it is an address that leads nowhere.
  if (problem?.code === 'not_found' || problem?.code === 'validation_failed') notFound();
  const mayWrite = holds(me.permissions, 'compliance.write');
  const status = chosenValue(state, 'status', controlStatuses);
  const controls = framework?.control_list ?? [];
  const path = `/compliance/${key}`;
  const name = framework?.name ?? 'Framework';
  const stand =
    framework?.audited_at == null
      ? 'Not audited yet.'
      : `${scoreText(framework.score)} of 100 over ${framework.evidenced}% of what applies; ${framework.needs_human} controls need a person.`;
  return (
    <>
      <PageBar crumbs={[{ label: 'Governance' }, { label: 'Compliance', href: '/compliance' }, { label: name }]} />
      <DroppedNotice dropped={droppedOf(dropped)} />
      <PageHeader
        title={name}
        answer={`${framework?.about ?? ''} ${framework?.edition ?? ''}. ${stand}`}
        actions={framework?.own === true && mayWrite ? <FrameworkActions framework={key} name={name} /> : undefined}
      />
      <DataTable
        label="Controls"
        noun="controls"
        columns={controlColumns}
        rows={controls.filter((control) => status === undefined || control.status === status)}
        rowId={(row) => row.ref}
        rowName={(row) => row.ref}
        opens="panel"
        url={listUrl(path, search)}
        reader={reader}
        now={now}
        cols={state.cols}
        open={state.open}
        filters={{
          fields: [{ field: 'status', label: 'Found', kind: 'choice', operators: ['is'], options: statusOptions }],
          active: state.filters,
          suggested: [{ field: 'status', operator: 'is', values: ['fail'] }],
        }}
        problem={tableProblem('controls', problem)}
        empty={{ title: 'No control', children: 'A framework consists of controls.' }}
      />
      {state.open === undefined ? null : (
        <ControlPanel
          framework={key}
          name={name}
          control={controls.find(({ ref }) => ref === state.open)}
          reader={reader}
          now={now}
          mayWrite={mayWrite}
        />
      )}
    </>
  );
}
