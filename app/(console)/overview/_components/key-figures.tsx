import type { z } from 'zod';
import type { FigureProps } from '#components/figures/figure.tsx';
import { FigureStrip } from '#components/figures/figure-strip.tsx';
import type { Overview } from '#lib/contracts/analytics.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { parseUsd } from '#lib/core/money.ts';

/** The overview in wire form, as pages get it. */
export type OverviewData = z.input<typeof Overview>;
type Figures = OverviewData['totals'];

export interface KeyFiguresProps {
  overview: OverviewData;
  /** "vs. Oct 1–20". */
  period: string;
  /** "Nov 1–20, Europe/Berlin". */
  range: string;
  reader: Reader;
}

const nanoOf = (usd: string): bigint => parseUsd(usd) ?? 0n;
const tokensOf = (figures: Figures): number =>
  figures.input_tokens + figures.cache_read_tokens + figures.cache_write_tokens + figures.output_tokens;
const source = 'Usage events, summed by the hour in the same transaction';

/** Spend, requests, tokens and latency, each with its change and how it is computed. */
export function KeyFigures({ overview, period, range, reader }: KeyFiguresProps) {
  const format = createFormat(reader);
  const { totals, previous_totals: before } = overview;
  const relative = (now: number, earlier: number | undefined) =>
    earlier === undefined ? {} : { change: { change: format.change(earlier, now), period } };
  const figures: FigureProps[] = [
    {
      label: 'Spend',
      value: format.moneyLead(nanoOf(totals.cost_usd)),
      exact: format.moneyExact(nanoOf(totals.cost_usd)),
      ...relative(Number(nanoOf(totals.cost_usd)), before === null ? undefined : Number(nanoOf(before.cost_usd))),
      explain: { formula: 'Sum of what each call cost at the price in force when it was made.', period: range, source, href: '/usage' },
    },
    {
      label: 'Requests',
      value: format.count(totals.requests),
      exact: format.countExact(totals.requests),
      detail: totals.error_rate === null ? undefined : `${format.percent(totals.error_rate)} errors`,
      ...relative(totals.requests, before?.requests),
      explain: {
        formula: 'Every call once, refused and interrupted ones included. Errors: failed and interrupted among those a provider was asked.',
        period: range,
        source,
      },
    },
    {
      label: 'Tokens',
      value: format.count(tokensOf(totals)),
      exact: format.countExact(tokensOf(totals)),
      detail: `${format.count(totals.output_tokens)} out`,
      ...relative(tokensOf(totals), before === null ? undefined : tokensOf(before)),
      explain: { formula: 'Input, cache reads and writes, and output, reasoning included.', period: range, source },
    },
    {
      label: 'First token p95',
      value: totals.first_token_p95_ms === null ? '–' : format.duration(totals.first_token_p95_ms),
      detail: totals.latency_p95_ms === null ? undefined : `${format.duration(totals.latency_p95_ms)} whole call`,
      ...latencyChange(totals.first_token_p95_ms, before?.first_token_p95_ms ?? null, period, format),
      explain: {
        formula: '95 of 100 streamed calls showed their first content within this time; within 2 %.',
        period: range,
        source: 'Histograms of each hour',
      },
    },
  ];
  return <FigureStrip label="Key figures" figures={figures} />;
}

function latencyChange(
  now: number | null,
  before: number | null,
  period: string,
  format: ReturnType<typeof createFormat>,
): Pick<FigureProps, 'change'> {
  if (now === null || before === null) return {};
  return { change: { change: format.changeBy(now - before, format.duration(Math.abs(now - before))), period, good: 'down' } };
}
