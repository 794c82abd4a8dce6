import type { Metadata } from 'next';
import type { z } from 'zod';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { PageLink } from '#components/shell/page-link.tsx';
import type { SearchParameters } from '#components/shell/url-state.ts';
import { Badge, type Tone } from '#components/ui/badge.tsx';
import { Card } from '#components/ui/card.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Cell, HeadCell, RowHead, Table, TableScroll } from '#components/ui/table.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import type { PriceVersion } from '#lib/contracts/price-versions.ts';
import { createFormat } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { comparePriceVersions, listPriceVersions } from '#lib/prices/index.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { ListChanges } from '../_components/list-changes.tsx';
import { ModelTabs } from '../_components/model-tabs.tsx';
import { VersionActions } from '../_components/price-actions.tsx';

export const metadata: Metadata = { title: 'Price lists · Models and prices' };

type Version = z.input<typeof PriceVersion>;

const words: Readonly<Record<Version['state'], readonly [string, Tone]>> = {
  in_force: ['In force', 'success'],
  scheduled: ['Scheduled', 'info'],
  waiting: ['Waits for a second person', 'warning'],
  proposed: ['To review', 'warning'],
  rejected: ['Rejected', 'neutral'],
  former: ['Former', 'neutral'],
};

function answerOf(versions: readonly Version[]): string {
  const open = versions.filter(({ state }) => state === 'proposed' || state === 'waiting').length;
  if (versions.length === 0) return 'No price list has been imported yet.';
  if (open === 0) return 'No list waits for a review. A version never changes; to go back, approve an earlier one.';
  return open === 1 ? 'One list waits for a review.' : `${open} lists wait for a review.`;
}

/** Which list are calls priced by, and is there a newer one to let in? */
export default async function PriceListsPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const search = await searchParams;
  const [{ reader, now, me }, { data, problem }] = await Promise.all([loadReader(), perform(listPriceVersions, { limit: 20 })]);
  const versions = data?.data ?? [];
  const open = versions.find(({ state }) => state === 'proposed' || state === 'waiting');
  const shown = typeof search.version === 'string' ? versions.find(({ id }) => id === search.version) : open;
  const compared =
    shown === undefined || shown.in_force ? undefined : await perform(comparePriceVersions, { version_id: shown.id, limit: 50 });
  const mayDecide = holds(me.permissions, 'prices.approve');
  const format = createFormat(reader);
  const at = (text: string): string => format.dateTime(new Date(text), new Date(now));
  const nameOf = (version: Version): string => `the list of ${at(version.created_at)}`;
  return (
    <>
      <PageBar crumbs={[{ label: 'Gateway' }, { label: 'Models and prices', href: '/models' }, { label: 'Price lists' }]} />
      <PageHeader title="Price lists" answer={problem === undefined ? answerOf(versions) : undefined} />
      <ModelTabs current="lists" permissions={me.permissions} />
      <div className="flex flex-col gap-4 px-(--gutter) pt-4 pb-16">
        {problem === undefined ? null : (
          <ErrorState title="The price lists did not load" requestId={problem.request_id}>
            {problem.detail}
          </ErrorState>
        )}
        {problem === undefined && versions.length === 0 ? (
          <EmptyState title="No price list yet">It is imported with the first start of the worker.</EmptyState>
        ) : null}
        {versions.length === 0 ? null : (
          <Card title="Versions" subtitle="Newest first; Settings say who lets a list into force">
            <TableScroll label="Versions">
              <Table>
                <thead>
                  <tr>
                    <HeadCell>Imported</HeadCell>
                    <HeadCell>State</HeadCell>
                    <HeadCell>In force from</HeadCell>
                    <HeadCell>Decided by</HeadCell>
                    <HeadCell numeric>Models with a price</HeadCell>
                    {mayDecide ? <HeadCell className="text-right">Actions</HeadCell> : null}
                  </tr>
                </thead>
                <tbody>
                  {versions.map((version) => (
                    <tr key={version.id}>
                      <RowHead className="whitespace-nowrap">
                        <PageLink
                          href={`/models/lists?version=${version.id}`}
                          className="underline decoration-control-edge underline-offset-4"
                        >
                          {at(version.created_at)}
                        </PageLink>
                      </RowHead>
                      <Cell>
                        <Badge tone={words[version.state][1]}>{words[version.state][0]}</Badge>
                      </Cell>
                      <Cell className="whitespace-nowrap">{version.effective_at === null ? '–' : at(version.effective_at)}</Cell>
                      <Cell dir="auto">{version.decision?.decided_by?.name ?? version.decision?.proposed_by.name ?? '–'}</Cell>
                      <Cell numeric>{`${format.count(version.priced_models)} of ${format.count(version.models)}`}</Cell>
                      {mayDecide ? (
                        <Cell className="text-right">
                          {version.in_force ? null : (
                            <VersionActions
                              id={version.id}
                              name={nameOf(version)}
                              verb={version.state === 'former' ? 'Go back' : 'Approve'}
                              canReject={version.state !== 'former' && version.state !== 'rejected'}
                            />
                          )}
                        </Cell>
                      ) : null}
                    </tr>
                  ))}
                </tbody>
              </Table>
            </TableScroll>
          </Card>
        )}
        {compared?.data === undefined ? null : <ListChanges comparison={compared.data} reader={reader} />}
        {compared?.problem === undefined ? null : (
          <ErrorState title="The changes did not load" requestId={compared.problem.request_id}>
            {compared.problem.detail}
          </ErrorState>
        )}
      </div>
    </>
  );
}
