import type { Metadata } from 'next';
import type { z } from 'zod';
import { FigureStrip } from '#components/figures/figure-strip.tsx';
import type { SearchParameters } from '#components/shell/url-state.ts';
import { Card } from '#components/ui/card.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { getKpis, getPeers, getRoi } from '#lib/analytics/index.ts';
import { holds } from '#lib/contracts/permissions.ts';
import type { Roi } from '#lib/contracts/value.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { parseUsd } from '#lib/core/money.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { AnalyticsHead } from '../_components/analytics-head.tsx';
import { KpiForm } from '../_components/kpi-form.tsx';
import { KpiTable } from '../_components/kpi-table.tsx';
import { openPage } from '../_components/open-page.ts';
import { PeersCard } from '../_components/peers-card.tsx';
import { RoiForm } from '../_components/roi-form.tsx';

export const metadata: Metadata = { title: 'Value · Insights' };

type RoiData = z.input<typeof Roi>;

const nano = (usd: string): bigint => parseUsd(usd) ?? 0n;

function answerOf({ result }: RoiData, reader: Reader): string {
  if (result === null) return 'Nobody has said yet what savings are worth, so there is no return to show. Nothing is assumed.';
  const format = createFormat(reader);
  const [net, cost] = [nano(result.net_benefit_usd), nano(result.cost_usd)];
  return `${format.moneyLead(nano(result.savings.total_usd))} saved by your inputs for ${format.moneyLead(cost)} of cost: ${format.moneyLead(net)} net.`;
}

/** Savings of each kind, cost, and what follows. */
function RoiFigures({ result, reader, range }: { result: NonNullable<RoiData['result']>; reader: Reader; range: string }) {
  const format = createFormat(reader);
  const money = (label: string, usd: string, formula: string) => ({
    ...{ label, value: format.moneyLead(nano(usd)), exact: format.moneyExact(nano(usd)) },
    explain: { formula, period: range, source: 'Your inputs below, and usage events' },
  });
  const { savings } = result;
  const parts = `time ${format.moneyLead(nano(savings.time_usd))}, review ${format.moneyLead(nano(savings.review_usd))}, cycle ${format.moneyLead(nano(savings.cycle_usd))}, quality ${format.moneyLead(nano(savings.quality_usd))}`;
  return (
    <FigureStrip
      label="Return on investment"
      figures={[
        { ...money('Savings', savings.total_usd, 'Time + review + cycle + quality.'), note: parts },
        money('Cost', result.cost_usd, 'Spend on calls + other cost.'),
        money('Net benefit', result.net_benefit_usd, 'Savings − cost.'),
        { label: 'Return', value: result.roi_percent === null ? '–' : `${result.roi_percent}%`, note: 'Net benefit ÷ cost' },
        {
          label: 'Payback',
          value: result.payback_months === null ? '–' : `${result.payback_months} months`,
          note: 'One-time cost ÷ benefit a month',
        },
      ]}
    />
  );
}

/** What is all of this worth, and are the targets met? */
export default async function ValuePage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const page = await openPage(await searchParams);
  const { reader, now, input, me } = page;
  const { department_id: _department, team_id: _team, project_id: _project, user_id: _user, ...asked } = input;
  const [roi, kpis, peers] = await Promise.all([perform(getRoi, asked), perform(getKpis, asked), perform(getPeers, {})]);
  const mayWrite = holds(me.permissions, 'analytics.write');
  if (roi.problem !== undefined) {
    return (
      <>
        <AnalyticsHead page={{ ...page, scopes: [] }} title="Value" answer={undefined} current="value" />
        <ErrorState title="The figures did not load" requestId={roi.problem.request_id}>
          {roi.problem.detail}
        </ErrorState>
      </>
    );
  }
  const { result, formula, inputs, version, range } = roi.data;
  const days = createFormat(reader).dayRange(new Date(range.from), new Date(range.to), new Date(now));
  return (
    <>
      <AnalyticsHead page={{ ...page, scopes: [] }} title="Value" answer={answerOf(roi.data, reader)} current="value" />
      {result === null ? null : <RoiFigures result={result} reader={reader} range={days} />}
      <div className="grid items-start gap-6 p-(--gutter) xl:grid-cols-2">
        {peers.data === undefined ? null : <PeersCard data={peers.data} reader={reader} mayWrite={mayWrite} />}
        <Card title="Targets" subtitle={`Against what is measured, ${days}`}>
          {kpis.data === undefined ? (
            <EmptyState centred={false} level={3} className="p-0" title="The targets did not load" />
          ) : (
            <KpiTable data={kpis.data} reader={reader} />
          )}
          {mayWrite && kpis.data !== undefined ? (
            <details className="mt-4 text-control">
              <summary className="cursor-pointer text-second">Set targets</summary>
              <div className="mt-3">
                <KpiForm kpis={kpis.data} />
              </div>
            </details>
          ) : null}
        </Card>
        <Card title="What savings are worth" subtitle="Your organization’s own inputs; what is left out counts as nothing">
          <ul className="mb-4 list-disc pl-5 text-control text-second">
            {formula.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          {mayWrite ? (
            <RoiForm inputs={inputs} version={version} />
          ) : (
            <p className="text-control text-second">Only who may change them sees the inputs.</p>
          )}
        </Card>
      </div>
    </>
  );
}
