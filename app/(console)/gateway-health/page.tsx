import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { listUrl } from '#components/data-table/list-url.ts';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { readUrlState, type SearchParameters, type UrlSpec } from '#components/shell/url-state.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listGatewayTargets } from '#lib/routes/index.ts';
import { droppedOf } from '../_shell/list-state.ts';
import { Live } from '../_shell/live.tsx';
import { loadReader } from '../_shell/load-reader.ts';
import { tableProblem } from '../_shell/table-problem.tsx';
import { behindWords, GatewayProcesses, type GatewayRow } from './_components/gateway-processes.tsx';
import { targetColumns } from './_components/target-columns.tsx';
import { TargetPanel } from './_components/target-panel.tsx';
import { isFailing, type TargetRow, targetId, targetName } from './_components/target-words.tsx';

export const metadata: Metadata = { title: 'Gateway health' };

const urlSpec = {} as const satisfies UrlSpec;

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** The answer: is something wrong, and who says so. */
function answerOf(targets: readonly TargetRow[], processes: number, gateways: readonly GatewayRow[]): string {
  const shut = targets.filter(({ circuit }) => circuit !== 'closed');
  const failing = targets.filter((target) => target.circuit === 'closed' && isFailing(target));
  const names = (some: readonly TargetRow[]): string => some.map(targetName).join(', ');
  const reported =
    processes === 0
      ? 'No gateway process has had calls within five minutes.'
      : `${plural(processes, 'gateway process', 'gateway processes')} ${processes === 1 ? 'reports' : 'report'}.`;
  const faults = [
    ...(shut.length === 0 ? [] : [`Calls keep away from ${names(shut)} where another target is left.`]),
    ...(failing.length === 0 ? [] : [`More than a tenth of the attempts fail at ${names(failing)}.`]),
    ...behindWords(gateways),
  ];
  if (faults.length > 0) return [...faults, reported].join(' ');
  return targets.length === 0
    ? reported
    : `${targets.length === 1 ? 'The one target is' : `All ${targets.length} targets are`} well. ${reported}`;
}

/** Is it us or the provider? */
export default async function GatewayHealthPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const search = await searchParams;
  const { state, dropped } = readUrlState(search, urlSpec);
  const [{ reader, now, me }, targets] = await Promise.all([loadReader(), perform(listGatewayTargets, {})]);
  const rows = targets.data?.data ?? [];
  const isFollowed = holds(me.permissions, 'connections.read');
  const open = rows.find((row) => targetId(row) === state.open);
  return (
    <>
      <PageBar
        crumbs={[{ label: 'Gateway' }, { label: 'Gateway health' }]}
        status={isFollowed ? <Live address="/api/v1/connections/events" /> : undefined}
      />
      <DroppedNotice dropped={droppedOf(dropped)} />
      <PageHeader
        title="Gateway health"
        answer={targets.data === undefined ? undefined : answerOf(rows, targets.data.processes, targets.data.gateways)}
      />
      <DataTable
        label="Targets"
        noun="targets"
        columns={targetColumns(reader, now)}
        rows={rows}
        rowId={targetId}
        rowName={targetName}
        opens="panel"
        url={listUrl('/gateway-health', search)}
        reader={reader}
        now={now}
        cols={state.cols}
        open={state.open}
        problem={tableProblem('targets', targets.problem)}
        empty={{ title: 'No target was called within a day', children: 'Each model on each connection appears here with its first call.' }}
      />
      {targets.data === undefined ? null : <GatewayProcesses gateways={targets.data.gateways} reader={reader} now={now} />}
      {open === undefined ? null : <TargetPanel target={open} reader={reader} now={now} />}
    </>
  );
}
