import type { Metadata } from 'next';
import type { z } from 'zod';
import { DataTable } from '#components/data-table/data-table.tsx';
import { listUrl } from '#components/data-table/list-url.ts';
import type { SearchParameters } from '#components/shell/url-state.ts';
import { getMembers, getSettings } from '#lib/analytics/index.ts';
import type { MemberInsights } from '#lib/contracts/member-insights.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { tableProblem } from '../../_shell/table-problem.tsx';
import { AnalyticsHead } from '../_components/analytics-head.tsx';
import { callsOfMember, memberColumns } from '../_components/member-columns.tsx';
import { openPage } from '../_components/open-page.ts';
import { PrivacyForm } from '../_components/privacy-form.tsx';

export const metadata: Metadata = { title: 'People · Insights' };

type Insights = z.input<typeof MemberInsights>;

/** How many people, and how they are shown. */
function answerOf({ privacy, data }: Insights, reader: Reader): string {
  const format = createFormat(reader);
  const only = data[0];
  if (data.length === 1 && only?.is_self === true && privacy.active === 1)
    return `You made ${format.countExact(only.requests)} calls, ${only.requests_per_day} a day.`;
  const active = `${format.countExact(privacy.active)} ${privacy.active === 1 ? 'person' : 'people'} made calls.`;
  if (privacy.mode === 'named') return active;
  if (privacy.withheld > 0) return `${active} Fewer than ${privacy.group_min}, so that nobody but yourself is shown.`;
  return `${active} They are shown under pseudonyms, which change each month.`;
}

/** Who works with models, and how well? */
export default async function PeopleInsightsPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const search = await searchParams;
  const page = await openPage(search);
  const { reader, now, state, input, me } = page;
  const mayWrite = holds(me.permissions, 'analytics.write');
  const [{ data, problem }, settings] = await Promise.all([
    perform(getMembers, { ...input, limit: 200 }),
    mayWrite ? perform(getSettings, {}) : undefined,
  ]);
  return (
    <>
      <AnalyticsHead page={page} title="People" answer={data === undefined ? undefined : answerOf(data, reader)} current="people" />
      {data === undefined ? null : (
        <details className="px-(--gutter) py-2 text-caption text-second">
          <summary className="cursor-pointer">How the efficiency score comes about</summary>
          <p className="mt-1 max-w-[88ch]">{data.efficiency_formula}</p>
        </details>
      )}
      {settings?.data === undefined ? null : (
        <details className="px-(--gutter) pb-2 text-caption text-second">
          <summary className="cursor-pointer">How people are shown</summary>
          <div className="mt-3 max-w-md text-control">
            <PrivacyForm settings={settings.data} />
          </div>
        </details>
      )}
      <DataTable
        label="People"
        noun="people"
        columns={memberColumns}
        rows={data?.data ?? []}
        rowId={({ member }) => member}
        rowName={({ name, member }) => name ?? member}
        opens={callsOfMember}
        url={listUrl('/analytics/people', search)}
        reader={reader}
        now={now}
        cols={state.cols}
        problem={tableProblem('people', problem)}
        empty={{ title: 'Nobody to show', children: 'Choose a longer range or another scope.' }}
      />
    </>
  );
}
