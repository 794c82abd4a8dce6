import type { Metadata } from 'next';
import { BarList } from '#components/charts/bar-list.tsx';
import { FigureStrip } from '#components/figures/figure-strip.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Card } from '#components/ui/card.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { getDataClasses, listDetections } from '#lib/data-classes/index.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { kindWords } from './_components/class-words.ts';
import { DataTabs } from './_components/data-tabs.tsx';
import { type Detections, DetectionsChart, sumsByKind } from './_components/detections-chart.tsx';
import { TestBox } from './_components/test-box.tsx';

export const metadata: Metadata = { title: 'Data classes' };

const days = 30;
const period = `Last ${days} days`;

function figuresOf({ calls, classes, actions, data }: Detections, reader: Reader) {
  const format = createFormat(reader);
  const ofClass = (name: string): number => classes.find((one) => one.class === name)?.calls ?? 0;
  const ofAction = (name: string): number => actions.find((one) => one.action === name)?.calls ?? 0;
  return [
    { label: 'Calls with a class', value: format.count(calls), note: period },
    { label: 'Restricted', value: format.count(ofClass('restricted')), detail: `${format.count(ofClass('confidential'))} confidential` },
    { label: 'Redacted', value: format.count(ofAction('redacted')), detail: `${format.count(ofAction('routed'))} routed` },
    { label: 'Refused', value: format.count(ofAction('blocked')) },
    { label: 'Findings', value: format.count(data.reduce((sum, row) => sum + row.in_requests + row.in_answers, 0)), note: period },
  ];
}

const scopeWords = {
  off: 'Nothing is looked for. Calls have the class that their caller, key or project says.',
  requests: 'Requests are looked at before they are sent.',
  requests_and_answers: 'Requests are looked at before they are sent, and answers before they are told.',
} as const;

/** What sensitive data do calls carry? */
export default async function DataClassesPage() {
  const [{ reader, now, me }, settings, found] = await Promise.all([
    loadReader(),
    perform(getDataClasses, {}),
    perform(listDetections, { days }),
  ]);
  const bar = <PageBar crumbs={[{ label: 'Governance' }, { label: 'Data classes' }]} />;
  const problem = settings.problem ?? found.problem;
  if (settings.data === undefined || found.data === undefined) {
    return (
      <>
        {bar}
        <PageHeader title="Data classes" />
        <ErrorState title="The classes did not load" requestId={problem?.request_id}>
          {problem?.detail}
        </ErrorState>
      </>
    );
  }
  const scope = settings.data.detection.scope ?? 'off';
  const kinds = sumsByKind(found.data);
  return (
    <>
      {bar}
      <PageHeader
        title="Data classes"
        badge={<Badge tone={scope === 'off' ? 'neutral' : 'success'}>{scope === 'off' ? 'Detection off' : 'Detection on'}</Badge>}
        answer={scopeWords[scope]}
      />
      <DataTabs current="found" permissions={me.permissions} />
      <FigureStrip label="Key figures" figures={figuresOf(found.data, reader)} />
      <div className="grid items-start gap-4 px-(--gutter) pt-4 pb-12 lg:grid-cols-12">
        <div className="flex min-w-0 flex-col gap-4 lg:col-span-7">
          {kinds.length === 0 ? (
            <Card title="Findings" subtitle={period}>
              <EmptyState centred={false} level={3} className="p-0" title="Nothing was found">
                {scope === 'off'
                  ? 'Switch detection on under Classes and detection; noting what is found changes no call.'
                  : 'What is found in calls shows here within seconds.'}
              </EmptyState>
            </Card>
          ) : (
            <>
              <DetectionsChart detections={found.data} days={days} reader={reader} now={now} />
              <Card title="By kind" subtitle={period}>
                <BarList
                  label="Findings by kind"
                  rowLabel="Kind"
                  valueLabel="Findings"
                  data={kinds.slice(0, 12).map(({ kind, all }) => ({ key: kind, name: kindWords(kind), value: all }))}
                  valueFormatter="count"
                  reader={reader}
                />
              </Card>
            </>
          )}
        </div>
        <Card className="lg:col-span-5" title="Try a text" subtitle="What would be found, and what would be sent">
          <TestBox />
        </Card>
      </div>
    </>
  );
}
