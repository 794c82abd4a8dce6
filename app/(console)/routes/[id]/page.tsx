import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { readUrlState, type SearchParameters, type UrlSpec } from '#components/shell/url-state.ts';
import { ErrorState } from '#components/ui/error-state.tsx';
import { LinkTabs } from '#components/ui/link-tabs.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { performOr404 } from '#lib/http/page-invocation.ts';
import { getRoute } from '#lib/routes/index.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { loadCallers, loadChoices } from '../_components/load-choices.ts';
import { RouteStatus } from '../_components/route-columns.tsx';
import { RouteEditor } from '../_components/route-editor.tsx';
import type { RouteRow } from '../_components/route-lines.ts';
import { RouteSettings } from '../_components/route-settings.tsx';
import { VersionList } from '../_components/version-list.tsx';

export const metadata: Metadata = { title: 'Route' };

const urlSpec = { tabs: ['targets', 'versions', 'settings'] } as const satisfies UrlSpec;

interface RoutePageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParameters>;
}

/** How the page answers: whether callers can use the route, and what waits. */
function answerOf({ name, status, published_version: number, draft, description }: RouteRow): string {
  const about = description === '' ? '' : `${description} `;
  if (status === 'archived') return `${about}Archived: calls to it are refused.`;
  if (number === null) return `${about}Apps cannot use it yet: publish the draft, then they write "${name}" as the model.`;
  return `${about}Apps write "${name}" as the model and get version ${number}.${draft === null ? '' : ' A draft waits to be published.'}`;
}

/** Where does a call to this route go, and what was it before? */
export default async function RoutePage({ params, searchParams }: RoutePageProps) {
  const [{ id }, search] = await Promise.all([params, searchParams]);
  const [{ data: route, problem }, { me, reader, now }] = await Promise.all([performOr404(getRoute, { route_id: id }), loadReader()]);
  const { state } = readUrlState(search, urlSpec);
  const tab = state.tab ?? 'targets';
  if (problem !== undefined) {
    return (
      <ErrorState title="The route did not load" requestId={problem.request_id}>
        {problem.detail}
      </ErrorState>
    );
  }
  const [{ models, connections, routes }, callers] = await Promise.all([loadChoices(), loadCallers()]);
  const mayWrite = holds(me.permissions, 'routes.write');
  const names = new Map([...connections, ...routes].map((one) => [one.id, one.name]));
  return (
    <>
      <PageBar crumbs={[{ label: 'Gateway' }, { label: 'Routes', href: '/routes' }, { label: route.name }]} />
      <PageHeader title={route.name} badge={<RouteStatus route={route} />} answer={answerOf(route)} />
      <LinkTabs
        label="Route"
        current={tab}
        tabs={[
          { id: 'targets', label: 'Targets', href: `/routes/${id}` },
          { id: 'versions', label: 'Versions', href: `/routes/${id}?tab=versions`, count: route.latest_version ?? undefined },
          ...(mayWrite && route.status !== 'archived' ? [{ id: 'settings', label: 'Settings', href: `/routes/${id}?tab=settings` }] : []),
        ]}
      />
      {tab === 'targets' ? (
        <RouteEditor
          key={route.id}
          route={route}
          models={models}
          connections={connections}
          routes={routes.filter((one) => one.id !== route.id)}
          callers={callers}
          mayWrite={mayWrite}
        />
      ) : null}
      {tab === 'versions' ? (
        <VersionList route={route} compared={state.open} names={names} mayWrite={mayWrite} reader={reader} now={now} />
      ) : null}
      {tab === 'settings' && mayWrite ? (
        <div className="px-(--gutter) pt-4 pb-12">
          <RouteSettings route={route} />
        </div>
      ) : null}
    </>
  );
}
