import Link from 'next/link';
import { Badge, StatusBadge } from '#components/ui/badge.tsx';
import { DiffView } from '#components/ui/diff-view.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Cell, HeadCell, RowHead, Table, TableScroll } from '#components/ui/table.tsx';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listRouteVersions } from '#lib/routes/index.ts';
import { RollBack } from './roll-back.tsx';
import { type Names, type RouteDraft, type RouteRow, routeChanges } from './route-lines.ts';

export interface VersionListProps {
  route: RouteRow;
  /** The version to compare with what is in force; `draft` for the draft. */
  compared: string | undefined;
  names: Names;
  mayWrite: boolean;
  reader: Reader;
  now: string;
}

const linkClasses = 'underline decoration-control-edge underline-offset-2 hover:decoration-ink';
const json = (definition: RouteDraft | null): string => (definition === null ? '' : JSON.stringify(definition, null, 2));

/** Everything that was ever in force, newest first; one of them beside what is in force now. */
export async function VersionList({ route, compared, names, mayWrite, reader, now }: VersionListProps) {
  const { data, problem } = await perform(listRouteVersions, { route_id: route.id });
  if (problem !== undefined) {
    return (
      <ErrorState title="The versions did not load" requestId={problem.request_id}>
        {problem.detail}
      </ErrorState>
    );
  }
  const versions = data.data;
  if (versions.length === 0)
    return <EmptyState title="Nothing is published yet">The first version appears here when you publish the draft.</EmptyState>;
  const format = createFormat(reader);
  const other = compared === 'draft' ? route.draft : versions.find(({ number }) => String(number) === compared)?.definition;
  return (
    <div className="flex flex-col gap-6 px-(--gutter) pt-4 pb-12">
      <TableScroll label="Versions">
        <Table>
          <thead>
            <tr>
              <HeadCell>Version</HeadCell>
              <HeadCell>Why</HeadCell>
              <HeadCell>Published</HeadCell>
              <HeadCell>By</HeadCell>
              <HeadCell>
                <span className="sr-only">Actions</span>
              </HeadCell>
            </tr>
          </thead>
          <tbody>
            {route.draft === null ? null : (
              <tr>
                <RowHead>
                  <Badge tone="info">Draft</Badge>
                </RowHead>
                <Cell className="text-quiet">Not published yet</Cell>
                <Cell className="whitespace-nowrap">
                  {route.draft_saved_at === null ? null : `Saved ${format.dateTime(new Date(route.draft_saved_at), new Date(now))}`}
                </Cell>
                <Cell dir="auto">{route.draft_saved_by_name}</Cell>
                <Cell className="text-right">
                  <Link className={linkClasses} href={`/routes/${route.id}?tab=versions&open=draft`} scroll={false}>
                    Compare
                  </Link>
                </Cell>
              </tr>
            )}
            {versions.map(({ number, note, created_at, created_by_name, is_in_force }) => (
              <tr key={number}>
                <RowHead>
                  <span className="inline-flex items-center gap-2 tabular-nums">
                    {`v${number}`}
                    {is_in_force ? <StatusBadge tone="success">In force</StatusBadge> : null}
                  </span>
                </RowHead>
                <Cell dir="auto" className="min-w-48 max-w-80 whitespace-normal">
                  {note || <span className="text-quiet">No reason given</span>}
                </Cell>
                <Cell className="whitespace-nowrap">{format.dateTime(new Date(created_at), new Date(now))}</Cell>
                <Cell dir="auto">{created_by_name}</Cell>
                <Cell>
                  {is_in_force ? null : (
                    <span className="flex items-center justify-end gap-3">
                      <Link className={linkClasses} href={`/routes/${route.id}?tab=versions&open=${number}`} scroll={false}>
                        Compare
                      </Link>
                      {mayWrite ? (
                        <RollBack routeId={route.id} name={route.name} number={number} current={route.published_version} />
                      ) : null}
                    </span>
                  )}
                </Cell>
              </tr>
            ))}
          </tbody>
        </Table>
      </TableScroll>
      {other === undefined || other === null ? null : (
        <section aria-label="Comparison" className="max-w-200">
          <h2 className="mb-3 font-semibold text-body">
            {`v${route.published_version} in force → ${compared === 'draft' ? 'the draft' : `v${compared}`}`}
          </h2>
          <DiffView
            label="What would change"
            {...routeChanges(route.definition, other, names)}
            raw={{ before: json(route.definition), after: json(other) }}
          />
        </section>
      )}
    </div>
  );
}
