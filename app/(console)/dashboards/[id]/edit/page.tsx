import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { listBudgets } from '#lib/budgets/index.ts';
import { getFigures, getSavedDashboard } from '#lib/dashboards/index.ts';
import { perform, performOr404 } from '#lib/http/page-invocation.ts';
import { loadReader } from '../../../_shell/load-reader.ts';
import { scopeNodes } from '../../../_shell/scopes.ts';
import { BoardEditor } from '../../_components/board-editor.tsx';
import { SettingsForm } from '../../_components/settings-form.tsx';
import { shareOptions } from '../../_components/share-options.ts';
import { WidgetView } from '../../_components/widget-view.tsx';

export const metadata: Metadata = { title: 'Edit dashboard' };

/** What should it show, and where? */
export default async function EditDashboardPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const [{ reader, now }, { data: board, problem }, figures, scopes, budgets, options] = await Promise.all([
    loadReader(),
    performOr404(getSavedDashboard, { dashboard_id: id }),
    perform(getFigures, { dashboard_id: id }),
    scopeNodes(),
    perform(listBudgets, { limit: 200 }),
    shareOptions(),
  ]);
  if (board === undefined) {
    return (
      <ErrorState title="The dashboard did not load" requestId={problem.request_id}>
        {problem.detail}
      </ErrorState>
    );
  }
  const crumbs = [{ label: 'Home' }, { label: 'Dashboards', href: '/dashboards' }, { label: board.name, href: `/dashboards/${board.id}` }];
  if (!board.can_edit) {
    return (
      <>
        <PageBar crumbs={[...crumbs, { label: 'Edit' }]} />
        <EmptyState
          level={1}
          title="This dashboard is shared with you to look at"
        >{`${board.owner_name} can let you change it.`}</EmptyState>
      </>
    );
  }
  const answers = new Map((figures.data?.widgets ?? []).map((answer) => [answer.widget_id, answer]));
  const panels = Object.fromEntries(
    board.widgets.map((widget) => [
      widget.id,
      <WidgetView key={widget.id} widget={widget} answer={answers.get(widget.id)} reader={reader} now={now} />,
    ]),
  );
  return (
    <>
      <PageBar crumbs={[...crumbs, { label: 'Edit' }]} />
      <PageHeader title={`Edit ${board.name}`} answer="Drag widgets, or choose one and move it with the buttons or the arrow keys." />
      <div className="grid gap-10 px-(--gutter) pb-24">
        <BoardEditor
          key={board.version}
          id={board.id}
          version={board.version}
          range={board.range}
          widgets={board.widgets}
          panels={panels}
          scopes={scopes.map(({ id: value, label, kind }) => ({
            value,
            label: kind === 'Organization' ? 'All I may see' : `${label} (${kind.toLowerCase()})`,
          }))}
          budgets={(budgets.data?.data ?? []).map(({ id: value, name }) => ({ value, label: name }))}
        />
        <section className="grid gap-4 border-t pt-6">
          <h2 className="font-semibold text-lead">Name, range and sharing</h2>
          <SettingsForm board={board} options={options} />
        </section>
      </div>
    </>
  );
}
