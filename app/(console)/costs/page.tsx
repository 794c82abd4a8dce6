import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { listUrl } from '#components/data-table/list-url.ts';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageControls } from '#components/shell/page-controls.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { readUrlState, type SearchParameters, type UrlSpec } from '#components/shell/url-state.ts';
import { getCosts } from '#lib/analytics/index.ts';
import { costDimensions, groupByMax } from '#lib/contracts/costs.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { parseUsd } from '#lib/core/money.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { rangeInputOf } from '../_shell/range-input.ts';
import { scopeNodes } from '../_shell/scopes.ts';
import { tableProblem } from '../_shell/table-problem.tsx';
import { CostChart } from './_components/cost-chart.tsx';
import { type CostsData, callsOf, costColumns } from './_components/cost-columns.tsx';
import { dimensionLabel, isDimension, memberName } from './_components/dimension-words.ts';
import { GroupPicker } from './_components/group-picker.tsx';

export const metadata: Metadata = { title: 'Cost explorer' };

const urlSpec = { defaultRange: '30d', groups: costDimensions } as const satisfies UrlSpec;

const nano = (usd: string): bigint => parseUsd(usd) ?? 0n;

/** What was spent, and on what most. */
function answerOf({ total, groups, group_by }: CostsData, reader: Reader): string {
  const format = createFormat(reader);
  const [most] = groups;
  const spent = `${format.moneyLead(nano(total.cost_usd))} on ${format.countExact(total.requests)} calls.`;
  if (most === undefined || nano(most.cost_usd) === 0n) return spent;
  return `${spent} Most: ${most.group.map(memberName).join(' · ')}, ${format.moneyLead(nano(most.cost_usd))}, by ${group_by.map((of) => dimensionLabel(of).toLowerCase()).join(' and ')}.`;
}

/** "vs. Oct 1–20". */
function comparedWith({ previous_range: previous }: CostsData, reader: Reader, now: string): string {
  return previous === null ? '' : `vs. ${createFormat(reader).dayRange(new Date(previous.from), new Date(previous.to), new Date(now))}`;
}

function shownOf({ groups, other }: CostsData, reader: Reader): string {
  const format = createFormat(reader);
  const rest =
    other.count === 0 ? '' : `, and ${format.countExact(other.count)} smaller ones with ${format.moneySum(nano(other.cost_usd))} together`;
  return `${format.countExact(groups.length)} groups${rest}`;
}

/** On what is money spent, and how did that change? */
export default async function CostsPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const search = await searchParams;
  const { state, dropped } = readUrlState(search, urlSpec);
  const { reader, now, me } = await loadReader();
  const context = { now: new Date(now), timeZone: reader.timeZone, firstEvent: new Date(me.tenant.created_at) };
  const chosen = [...new Set(state.group.filter(isDimension))].slice(0, groupByMax);
  const groupBy = chosen.length === 0 ? (['team', 'model'] as const) : chosen;
  const input = { ...rangeInputOf(state, context), group_by: groupBy.join(',') };
  const [costs, scopes] = await Promise.all([perform(getCosts, { ...input, series: 'true', limit: 200 }), scopeNodes()]);
  const { data } = costs;
  const url = listUrl('/costs', search);
  return (
    <>
      <PageBar
        crumbs={[{ label: 'Spend' }, { label: 'Cost explorer' }]}
        controls={
          <PageControls
            scopes={scopes}
            {...(state.scope === undefined ? {} : { scope: state.scope })}
            range={state.range}
            comparison={state.compare}
            defaultRange="30d"
          />
        }
      />
      <DroppedNotice dropped={dropped} />
      <PageHeader title="Cost explorer" answer={data === undefined ? undefined : answerOf(data, reader)} />
      <GroupPicker chosen={groupBy} search={url.search} />
      {data === undefined || data.total.requests === 0 ? null : (
        <div className="p-(--gutter)">
          <CostChart data={data} reader={reader} now={now} />
        </div>
      )}
      <DataTable
        label="Costs"
        noun="groups"
        columns={data === undefined ? [] : costColumns(data, comparedWith(data, reader, now), reader)}
        rows={data?.groups ?? []}
        rowId={({ group }) => group.map(({ id }) => id ?? '').join(' ')}
        rowName={({ group }) => group.map(memberName).join(', ')}
        opens={callsOf}
        url={url}
        reader={reader}
        now={now}
        cols={state.cols}
        {...(data === undefined ? {} : { summary: { text: shownOf(data, reader) } })}
        problem={tableProblem('costs', costs.problem)}
        empty={{ title: 'No calls in this range', children: 'Choose a longer range or another scope.' }}
      />
    </>
  );
}
