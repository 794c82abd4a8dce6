import type { ReactNode } from 'react';
import { BudgetMeter } from '#components/budgets/budget-meter.tsx';
import { BarList } from '#components/charts/bar-list.tsx';
import { TimeSeriesChart } from '#components/charts/time-series-chart.tsx';
import { Figure } from '#components/figures/figure.tsx';
import { writeExact, writeLead } from '#components/figures/metric.ts';
import { cn } from '#components/ui/cn.ts';
import { Cell, HeadCell, RowHead, Table } from '#components/ui/table.tsx';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { parseUsd } from '#lib/core/money.ts';
import {
  type AnswerData,
  amountOf,
  dimensionWords,
  measureWords,
  memberWords,
  metricOf,
  type WidgetData,
  wordsOf,
} from './widget-words.ts';

type FiguresData = NonNullable<AnswerData['figures']>;
type Of<Kind extends FiguresData['kind']> = Extract<FiguresData, { kind: Kind }>;

interface Reading {
  reader: Reader;
  now: string;
}

const none = { id: null, name: null };
const nano = (text: string): bigint => parseUsd(text) ?? 0n;
const frame = 'flex h-full min-h-0 min-w-0 flex-col rounded-xl border bg-surface p-4';

/** A block with a heading of its own; what does not fit scrolls inside, reachable by keys. */
function Block({ title, note, children }: { title: string; note: string; children: ReactNode }) {
  return (
    <section className={frame}>
      <header className="mb-2">
        <h2 className="truncate font-semibold text-body" dir="auto">
          {title}
        </h2>
        <p className="truncate text-caption text-quiet">{note}</p>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by key (WCAG 2.1.1) */}
      <section aria-label={title} tabIndex={0} className="@container min-h-0 flex-1 overflow-auto focus-visible:-outline-offset-2">
        {children}
      </section>
    </section>
  );
}

const nothing = <p className="flex h-full items-center justify-center text-control text-quiet">No calls in this range.</p>;

function FigureWidget({ widget, figures: { measure, value, previous }, reader }: { widget: WidgetData; figures: Of<'figure'> } & Reading) {
  const format = createFormat(reader);
  const metric = metricOf(measure);
  const amount = value === null ? null : amountOf(measure, value);
  const before = previous === null ? null : amountOf(measure, previous);
  const isBad = ['failed', 'error_rate', 'latency_p50', 'latency_p95', 'first_token_p95'].includes(measure);
  return (
    <section className={cn(frame, 'justify-center overflow-hidden px-4 py-2')}>
      <h2 className="sr-only">{widget.title}</h2>
      <Figure
        label={widget.title}
        value={amount === null ? '–' : writeLead(format, metric, amount)}
        exact={amount === null ? undefined : writeExact(format, metric, amount)}
        note={amount === null ? 'no calls' : undefined}
        {...(amount === null || before === null
          ? {}
          : {
              change: {
                change: format.change(Number(before), Number(amount)),
                period: 'vs. the same days before',
                ...(isBad ? { good: 'down' as const } : {}),
              },
            })}
      />
    </section>
  );
}

function SeriesWidget({ widget, figures, reader, now }: { widget: WidgetData; figures: Of<'series'> } & Reading) {
  const { measure, lines, starts, bucket, end, time_zone: timeZone } = figures;
  const labels = lines.map(({ of, id, name }) =>
    of === 'total' ? measureWords[measure] : of === 'other' ? 'Other' : (name ?? (id === null ? 'None' : 'Gone')),
  );
  const keyOf = (at: number): string => (lines[at]?.of === 'other' ? 'other' : `l${at}`);
  return (
    <TimeSeriesChart
      title={widget.title}
      className="h-full overflow-hidden"
      data={starts.map((at, index) => ({
        at,
        ...Object.fromEntries(lines.map(({ values }, place) => [keyOf(place), amountOf(measure, values[index] ?? '0')])),
      }))}
      index="at"
      categories={lines.map((_, at) => keyOf(at))}
      labels={Object.fromEntries(labels.map((label, at) => [keyOf(at), label]))}
      valueFormatter={metricOf(measure)}
      bucket={bucket}
      end={end}
      reader={{ ...reader, timeZone }}
      now={now}
      height={Math.max(96, widget.h * 60 - (lines.length > 1 ? 160 : 120))}
    />
  );
}

function BarsWidget({ widget, figures, reader }: { widget: WidgetData; figures: Of<'bars'> } & Reading) {
  const { measure, items, other, total, group_by: by } = figures;
  const rest = other.count === 0 ? [] : [{ key: 'other', name: `Other (${other.count})`, value: amountOf(measure, other.value) }];
  return (
    <Block title={widget.title} note={wordsOf(widget)}>
      {items.length === 0 ? (
        nothing
      ) : (
        <BarList
          label={widget.title}
          rowLabel={dimensionWords[by]}
          valueLabel={measureWords[measure]}
          valueFormatter={metricOf(measure)}
          total={amountOf(measure, total)}
          reader={reader}
          data={[
            ...items.map(({ id, name, value }) => ({
              key: id ?? 'none',
              name: memberWords(by, { id, name }),
              value: amountOf(measure, value),
            })),
            ...rest,
          ]}
        />
      )}
    </Block>
  );
}

function TableWidget({ widget, figures, reader }: { widget: WidgetData; figures: Of<'table'> } & Reading) {
  const format = createFormat(reader);
  const { rows, other, total, group_by: by } = figures;
  const sums = (cost: string, requests: string) => (
    <>
      <Cell numeric>{format.moneySum(nano(cost))}</Cell>
      <Cell numeric>{format.countExact(Number(requests))}</Cell>
    </>
  );
  const [first = 'team', ...others] = by;
  return (
    <Block title={widget.title} note={wordsOf(widget)}>
      {rows.length === 0 ? (
        nothing
      ) : (
        <Table aria-label={widget.title}>
          <thead>
            <tr>
              {by.map((of) => (
                <HeadCell key={of}>{dimensionWords[of]}</HeadCell>
              ))}
              <HeadCell numeric>Spend</HeadCell>
              <HeadCell numeric>Requests</HeadCell>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ group, cost, requests }) => (
              <tr key={group.map(({ id }) => id ?? '').join(' ')}>
                <RowHead dir="auto">{memberWords(first, group[0] ?? none)}</RowHead>
                {others.map((of, at) => (
                  <Cell key={of} dir="auto">
                    {memberWords(of, group[at + 1] ?? none)}
                  </Cell>
                ))}
                {sums(cost, requests)}
              </tr>
            ))}
            {other.count === 0 ? null : (
              <tr>
                <RowHead colSpan={by.length}>Other ({other.count})</RowHead>
                {sums(other.cost, other.requests)}
              </tr>
            )}
          </tbody>
          <tfoot className="font-semibold">
            <tr>
              <RowHead colSpan={by.length} className="font-semibold">
                Total
              </RowHead>
              {sums(total.cost, total.requests)}
            </tr>
          </tfoot>
        </Table>
      )}
    </Block>
  );
}

function BudgetWidget({ widget, figures, reader, now }: { widget: WidgetData; figures: Of<'budget'> } & Reading) {
  const format = createFormat(reader);
  const [limit, spent, reserved] = [nano(figures.limit), nano(figures.spent), nano(figures.reserved)];
  const left = limit - spent - reserved;
  const reset = figures.next_reset_at === null ? '' : `, until ${format.day(new Date(figures.next_reset_at), new Date(now))}`;
  return (
    <Block title={widget.title} note={figures.name}>
      <div className="grid gap-2 py-1">
        <BudgetMeter
          {...{ label: figures.name, limit, spent, reserved, reader, size: 'page' }}
          expected={figures.expected === null ? null : nano(figures.expected)}
        />
        <p className="text-control text-second tabular-nums">
          {`${format.moneyLead(spent)} of ${format.moneyLead(limit)} spent, ${format.moneyLead(left > 0n ? left : 0n)} left${reset}`}
        </p>
      </div>
    </Block>
  );
}

/** One widget with what it shows to whoever looks, or why it shows nothing. */
export function WidgetView({ widget, answer, ...reading }: { widget: WidgetData; answer: AnswerData | undefined } & Reading) {
  const figures = answer?.figures ?? null;
  if (widget.kind === 'text') {
    return (
      <Block title={widget.title} note="">
        <p className="whitespace-pre-line text-body text-second" dir="auto">
          {widget.text}
        </p>
      </Block>
    );
  }
  if (figures === null || figures.kind === 'text') {
    return (
      <Block title={widget.title} note={wordsOf(widget)}>
        <p className="text-control text-second">{answer?.problem?.detail ?? 'Its figures did not load.'}</p>
      </Block>
    );
  }
  switch (figures.kind) {
    case 'figure':
      return <FigureWidget widget={widget} figures={figures} {...reading} />;
    case 'series':
      return <SeriesWidget widget={widget} figures={figures} {...reading} />;
    case 'bars':
      return <BarsWidget widget={widget} figures={figures} {...reading} />;
    case 'table':
      return <TableWidget widget={widget} figures={figures} {...reading} />;
    case 'budget':
      return <BudgetWidget widget={widget} figures={figures} {...reading} />;
  }
}
