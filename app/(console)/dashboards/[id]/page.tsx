import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters } from '#components/shell/url-state.ts';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { widgetRanges } from '#lib/contracts/widget-names.ts';
import { getFigures, getSavedDashboard } from '#lib/dashboards/index.ts';
import { perform, performOr404 } from '#lib/http/page-invocation.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { BoardGrid } from '../_components/board-grid.tsx';
import { DashboardActions } from '../_components/dashboard-actions.tsx';
import { sharedWords } from '../_components/dashboard-columns.tsx';
import { RangeLinks } from '../_components/range-links.tsx';
import { WidgetView } from '../_components/widget-view.tsx';
import type { BoardData } from '../_components/widget-words.ts';

export const metadata: Metadata = { title: 'Dashboard' };

/** Whose it is and who sees it. */
function answerOf({ description, is_own: isOwn, owner_name: owner, shares }: BoardData): string {
  const shared = sharedWords(shares).toLowerCase();
  const whose = isOwn ? `Yours; ${shared} besides you ${shared.startsWith('nobody') ? 'sees' : 'may see'} it.` : `${owner} shares it.`;
  const kept = isOwn && shares.length === 0 ? 'Yours alone.' : whose;
  return [description, kept, 'Figures are those your rights show.'].filter((part) => part !== '').join(' ');
}

interface DashboardPageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParameters>;
}

/** What do the figures that somebody put together say to me? */
export default async function DashboardPage({ params, searchParams }: DashboardPageProps) {
  const [{ id }, search] = await Promise.all([params, searchParams]);
  const [{ reader, now, me }, { data: board, problem }] = await Promise.all([
    loadReader(),
    performOr404(getSavedDashboard, { dashboard_id: id }),
  ]);
  if (board === undefined) {
    return (
      <ErrorState title="The dashboard did not load" requestId={problem.request_id}>
        {problem.detail}
      </ErrorState>
    );
  }
  const range = widgetRanges.find((name) => name === search.range) ?? board.range;
  const figures = await perform(getFigures, { dashboard_id: id, range });
  const answers = new Map((figures.data?.widgets ?? []).map((answer) => [answer.widget_id, answer]));
  const edit = board.can_edit ? (
    <ButtonLink variant="primary" href={`/dashboards/${board.id}/edit`}>
      Edit
    </ButtonLink>
  ) : undefined;
  return (
    <>
      <PageBar crumbs={[{ label: 'Home' }, { label: 'Dashboards', href: '/dashboards' }, { label: board.name }]} />
      <PageHeader
        title={board.name}
        answer={answerOf(board)}
        actions={
          <>
            {holds(me.permissions, 'embeds.read') ? <ButtonLink href={`/dashboards/${board.id}/embeds`}>Embeds</ButtonLink> : null}
            {board.is_own ? <DashboardActions id={board.id} name={board.name} /> : null}
          </>
        }
        primary={edit}
      />
      <div className="grid max-w-(--page-max,90rem) gap-4 px-(--gutter) pb-16">
        <RangeLinks path={`/dashboards/${board.id}`} own={board.range} current={range} />
        {figures.problem === undefined ? null : (
          <ErrorState title="The figures did not load" requestId={figures.problem.request_id}>
            {figures.problem.detail}
          </ErrorState>
        )}
        {board.widgets.length === 0 ? (
          <EmptyState title="No widget yet" {...(edit === undefined ? {} : { action: edit })}>
            Add figures, charts, tables and budgets, and put them where you look first.
          </EmptyState>
        ) : (
          <BoardGrid
            boxes={board.widgets}
            draw={(widget) => <WidgetView widget={widget} answer={answers.get(widget.id)} reader={reader} now={now} />}
          />
        )}
      </div>
    </>
  );
}
