import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { StatusBadge } from '#components/ui/badge.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Cell, HeadCell, RowHead, Table, TableScroll } from '#components/ui/table.tsx';
import { TimeText } from '#components/ui/time-text.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { getSavedDashboard } from '#lib/dashboards/index.ts';
import { listEmbeds } from '#lib/embeds/index.ts';
import { perform, performOr404 } from '#lib/http/page-invocation.ts';
import { loadReader } from '../../../_shell/load-reader.ts';
import { EmbedActions } from '../../_components/embed-actions.tsx';
import { EmbedForm } from '../../_components/embed-form.tsx';

export const metadata: Metadata = { title: 'Embeds' };

const tones = { active: 'success', expired: 'neutral', revoked: 'danger' } as const;
const words = { active: 'Active', expired: 'Expired', revoked: 'Revoked' } as const;

/** Which other sites show this dashboard, and until when? */
export default async function EmbedsPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const [{ reader, now, me }, { data: board, problem }, embeds] = await Promise.all([
    loadReader(),
    performOr404(getSavedDashboard, { dashboard_id: id }),
    perform(listEmbeds, { dashboard_id: id, limit: 200 }),
  ]);
  const failed = problem ?? embeds.problem;
  if (board === undefined || embeds.data === undefined) {
    return (
      <ErrorState title="The embeds did not load" requestId={failed?.request_id ?? ''}>
        {failed?.detail ?? ''}
      </ErrorState>
    );
  }
  const mayWrite = holds(me.permissions, 'embeds.write');
  const titles = new Map(board.widgets.map((widget) => [widget.id, widget.title]));
  const rows = embeds.data.data;
  const active = rows.filter(({ state }) => state === 'active').length;
  const path = `/dashboards/${board.id}`;
  return (
    <>
      <PageBar
        crumbs={[{ label: 'Home' }, { label: 'Dashboards', href: '/dashboards' }, { label: board.name, href: path }, { label: 'Embeds' }]}
      />
      <PageHeader
        title={`Embeds of ${board.name}`}
        answer={
          active === 0
            ? 'No other site may show this dashboard in a frame.'
            : `${active} ${active === 1 ? 'embed is' : 'embeds are'} active. Whoever has an address sees its figures without signing in, on the named sites alone.`
        }
      />
      <div className="grid gap-8 px-(--gutter) pb-16">
        {rows.length === 0 ? null : (
          <TableScroll label="Embeds">
            <Table>
              <thead>
                <tr>
                  <HeadCell>Embed</HeadCell>
                  <HeadCell>Shows</HeadCell>
                  <HeadCell>Sites</HeadCell>
                  <HeadCell>State</HeadCell>
                  <HeadCell>Ends</HeadCell>
                  <HeadCell>As seen by</HeadCell>
                  <HeadCell>
                    <span className="sr-only">Actions</span>
                  </HeadCell>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.id}>
                    <RowHead dir="auto">{row.name}</RowHead>
                    <Cell dir="auto">
                      {row.widget_id === null ? 'The whole dashboard' : (titles.get(row.widget_id) ?? 'A widget that is gone')}
                    </Cell>
                    <Cell>{row.origins.join(', ')}</Cell>
                    <Cell>
                      <StatusBadge tone={tones[row.state]}>{words[row.state]}</StatusBadge>
                    </Cell>
                    <Cell>
                      <TimeText at={row.expires_at} now={now} reader={reader} />
                    </Cell>
                    <Cell dir="auto">{row.author_name}</Cell>
                    <Cell>{mayWrite && row.state === 'active' ? <EmbedActions id={row.id} name={row.name} /> : null}</Cell>
                  </tr>
                ))}
              </tbody>
            </Table>
          </TableScroll>
        )}
        {mayWrite ? (
          <section className="grid gap-4">
            <h2 className="font-semibold text-lead">New embed</h2>
            <EmbedForm dashboardId={board.id} widgets={board.widgets.map(({ id: value, title: label }) => ({ value, label }))} />
          </section>
        ) : null}
      </div>
    </>
  );
}
