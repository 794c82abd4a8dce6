import type { z } from 'zod';
import { PageLink } from '#components/shell/page-link.tsx';
import { SidePanel } from '#components/shell/side-panel.tsx';
import { type Fact, Facts } from '#components/ui/facts.tsx';
import { JsonView } from '#components/ui/json-view.tsx';
import { TimeText } from '#components/ui/time-text.tsx';
import type { RecommendationWithSteps } from '#lib/contracts/recommendations.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { parseUsd } from '#lib/core/money.ts';
import { RecommendationActions } from './recommendation-actions.tsx';
import { intervalText, kindLabels, realisedText, StateBadge } from './recommendation-columns.tsx';

type Shown = z.input<typeof RecommendationWithSteps>;

interface PanelProps {
  row: Shown;
  reader: Reader;
  now: string;
  mayWrite: boolean;
}

const nano = (usd: string): bigint => parseUsd(usd) ?? 0n;

/** What it promised beside what it kept. */
function measuredFacts(row: Shown, reader: Reader): readonly Fact[] {
  const { measurement } = row;
  if (row.applied_at === null || measurement === null) return [];
  const format = createFormat(reader);
  const { monthly, calls, days } = measurement;
  return [
    { label: 'Realised a month', value: realisedText(row, reader) },
    ...(monthly === null ? [] : [{ label: 'Its 95 % interval', value: intervalText(monthly.low_usd, monthly.high_usd, reader) }]),
    {
      label: 'Saved so far',
      value: `${format.moneySum(nano(measurement.saved_usd))} on ${format.countExact(calls)} calls of ${days} days`,
    },
    { label: 'They cost', value: format.moneySum(nano(measurement.actual_usd)) },
    { label: 'As before they would have', value: format.moneySum(nano(measurement.baseline_usd)) },
  ];
}

function factsOf(row: Shown, reader: Reader, now: string): readonly Fact[] {
  const format = createFormat(reader);
  const isMoney = nano(row.high_usd) > 0n;
  const time = (at: string) => <TimeText at={at} reader={reader} now={now} />;
  return [
    { label: 'Kind', value: kindLabels[row.kind] },
    ...(isMoney
      ? [
          { label: 'Saves a month', value: format.moneySum(nano(row.amount_usd)) },
          { label: '95 % interval', value: intervalText(row.low_usd, row.high_usd, reader) },
        ]
      : []),
    { label: 'Confidence', value: row.confidence },
    { label: 'Effort', value: row.effort },
    { label: 'Found', value: time(row.found_at) },
    ...(row.applied_at === null ? [] : [{ label: 'Applied', value: time(row.applied_at) }]),
    ...(row.undone_at === null ? [] : [{ label: 'Undone', value: time(row.undone_at) }]),
    ...measuredFacts(row, reader),
    ...(row.reason === '' ? [] : [{ label: 'Reason', value: row.reason }]),
    ...(row.dismissed_until === null ? [] : [{ label: 'Until', value: time(row.dismissed_until) }]),
  ];
}

const Steps = ({ row }: { row: Shown }) => (
  <>
    <h3 className="mt-6 mb-2 font-semibold text-body">One click would</h3>
    {row.blocked === null ? null : <p className="text-control text-second">Not now: {row.blocked}</p>}
    <ol className="flex flex-col gap-3">
      {row.steps.map((step, index) => (
        // Steps have no id of their own and keep their order.
        // biome-ignore lint/suspicious/noArrayIndexKey: the list is never reordered
        <li key={index} className="text-control">
          <p className="break-words">
            {step.summary} <span className="text-quiet">{step.operation}</span>
          </p>
          {step.allowed ? null : <p className="text-caption text-quiet">You need the permission {step.permission}.</p>}
          {step.input === null ? null : <JsonView label={`Input of ${step.operation}`} text={JSON.stringify(step.input, null, 2)} />}
        </li>
      ))}
    </ol>
  </>
);

/** A recommendation with its evidence, what applying it does, and what it saved. */
export function RecommendationPanel({ row, reader, now, mayWrite }: PanelProps) {
  return (
    <SidePanel
      title={row.title}
      badge={<StateBadge state={row.state} />}
      actions={mayWrite ? <RecommendationActions row={row} blocked={row.blocked !== null} /> : undefined}
    >
      <p className="mb-4 text-control">{row.summary}</p>
      <Facts facts={factsOf(row, reader, now)} />
      <h3 className="mt-6 mb-2 font-semibold text-body">What may go wrong</h3>
      <p className="text-control text-second">{row.risk}</p>
      <h3 className="mt-6 mb-2 font-semibold text-body">Evidence</h3>
      <ul className="flex flex-col">
        {row.evidence.map(({ label, value, href }) => (
          <li key={label} className="flex flex-wrap justify-between gap-2 border-b py-2 text-control">
            <span className="break-words text-second">{label}</span>
            {href === null ? <span>{value}</span> : <PageLink href={href}>{value}</PageLink>}
          </li>
        ))}
      </ul>
      {row.state === 'open' && row.can_apply ? <Steps row={row} /> : null}
    </SidePanel>
  );
}
