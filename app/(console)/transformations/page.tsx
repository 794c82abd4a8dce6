import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { Card } from '#components/ui/card.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Cell, HeadCell, RowHead, Table, TableScroll } from '#components/ui/table.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { createFormat } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listTransformations } from '#lib/transformations/index.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { RestoreVersion } from './_components/rule-actions.tsx';
import { RulesTable } from './_components/rules-table.tsx';

export const metadata: Metadata = { title: 'Transformations' };

/** What is changed about requests before a provider sees them? */
export default async function TransformationsPage() {
  const [{ reader, now, me }, { data, problem }] = await Promise.all([loadReader(), perform(listTransformations, {})]);
  const bar = <PageBar crumbs={[{ label: 'Gateway' }, { label: 'Transformations' }]} />;
  if (problem !== undefined) {
    return (
      <>
        {bar}
        <PageHeader title="Transformations" />
        <ErrorState title="The rules did not load" requestId={problem.request_id}>
          {problem.detail}
        </ErrorState>
      </>
    );
  }
  const mayWrite = holds(me.permissions, 'transformations.write');
  const format = createFormat(reader);
  const at = (text: string): string => format.dateTime(new Date(text), new Date(now));
  const create = (
    <ButtonLink variant="primary" href="/transformations/new">
      Create rule
    </ButtonLink>
  );
  return (
    <>
      {bar}
      <PageHeader
        title="Transformations"
        answer="Rules change requests before they are sent, one after the other; every other byte stays the caller’s. Answers say which rules acted."
        primary={mayWrite && data.rules.length > 0 ? create : undefined}
      />
      <div className="flex flex-col gap-4 px-(--gutter) pt-2 pb-16">
        {data.rules.length === 0 ? (
          <EmptyState title="No rule changes any request" action={mayWrite ? create : undefined}>
            Cap the length of answers, give old model names to new models, set a temperature for a team.
          </EmptyState>
        ) : (
          <Card title="Rules in force" subtitle={`Version ${data.version}, ${data.created_at === null ? '' : at(data.created_at)}`}>
            <RulesTable rules={data.rules} mayWrite={mayWrite} />
          </Card>
        )}
        {data.former.length === 0 ? null : (
          <Card title="Former versions" subtitle="Each change is a version that stays as it was">
            <TableScroll label="Former versions">
              <Table>
                <thead>
                  <tr>
                    <HeadCell>Version</HeadCell>
                    <HeadCell>By</HeadCell>
                    <HeadCell>When</HeadCell>
                    <HeadCell numeric>Rules</HeadCell>
                    {mayWrite ? <HeadCell className="text-right">Actions</HeadCell> : null}
                  </tr>
                </thead>
                <tbody>
                  {data.former.map((version) => (
                    <tr key={version.version}>
                      <RowHead>{version.version}</RowHead>
                      <Cell dir="auto">{version.created_by?.name ?? '–'}</Cell>
                      <Cell className="whitespace-nowrap">{version.created_at === null ? '–' : at(version.created_at)}</Cell>
                      <Cell numeric>{format.count(version.rules.length)}</Cell>
                      {mayWrite ? (
                        <Cell className="text-right">
                          <RestoreVersion version={version.version} />
                        </Cell>
                      ) : null}
                    </tr>
                  ))}
                </tbody>
              </Table>
            </TableScroll>
          </Card>
        )}
      </div>
    </>
  );
}
