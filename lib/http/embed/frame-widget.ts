import { createElement as h, type ReactNode } from 'react';
import { type FigureMeasure, unitOf } from '#lib/contracts/widget-names.ts';
import type { Widget, WidgetAnswer, WidgetFigures } from '#lib/contracts/widgets.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { parseUsd } from '#lib/core/money.ts';
import { colourOf, frameBar, frameChart } from './frame-chart.ts';

type Of<Kind extends WidgetFigures['kind']> = Extract<WidgetFigures, { kind: Kind }>;

/** What calls without one are called, and what is gone. */
const nameOfMember = (member: { readonly id: string | null; readonly name: string | null } | undefined): string =>
  member?.name ?? (member === undefined || member.id === null ? 'None' : 'Gone');

const nano = (text: string): bigint => parseUsd(text) ?? 0n;

/** A number of an answer as people read it. */
function written(reader: Reader, measure: FigureMeasure, text: string | null): string {
  if (text === null) return '–';
  const format = createFormat(reader);
  switch (unitOf[measure]) {
    case 'usd':
      return measure === 'cost' ? format.moneyLead(nano(text)) : format.moneyAverage(nano(text));
    case 'count':
      return format.count(Number(text));
    case 'share':
      return format.percent(Number(text));
    case 'ms':
      return format.duration(Number(text));
  }
}

const head = (cells: readonly { readonly text: string; readonly isNumber: boolean }[]): ReactNode =>
  h(
    'thead',
    null,
    h('tr', null, ...cells.map(({ text, isNumber }) => h('th', { scope: 'col', className: isNumber ? 'num' : undefined }, text))),
  );

const row = (name: string, ...values: readonly string[]): ReactNode =>
  h('tr', null, h('th', { scope: 'row', dir: 'auto' }, name), ...values.map((value) => h('td', { className: 'num' }, value)));

function series(figures: Of<'series'>, reader: Reader): ReactNode[] {
  const format = createFormat(reader);
  const { lines, starts, measure } = figures;
  const nameOf = (at: number): string => {
    const line = lines[at];
    return line?.of === 'total' ? 'Total' : line?.of === 'other' ? 'Other' : nameOfMember(line);
  };
  const swatch = (at: number) =>
    h('svg', { viewBox: '0 0 10 10', 'aria-hidden': 'true' }, h('rect', { className: colourOf(figures, at), width: 10, height: 10 }));
  const at = (date: Date): string => (figures.bucket === 'day' ? format.day(date, figures.end) : format.dateTime(date, figures.end));
  return [
    frameChart(figures),
    lines.length < 2
      ? null
      : h('ul', { className: 'key' }, ...lines.map((_, place) => h('li', { dir: 'auto' }, swatch(place), nameOf(place)))),
    h(
      'table',
      { className: 'sr' },
      head([{ text: 'From', isNumber: false }, ...lines.map((_, place) => ({ text: nameOf(place), isNumber: true }))]),
      h(
        'tbody',
        null,
        ...starts.map((start, index) => row(at(start), ...lines.map(({ values }) => written(reader, measure, values[index] ?? null)))),
      ),
    ),
  ];
}

function bars({ items, other, total, measure }: Of<'bars'>, reader: Reader): ReactNode {
  const largest = Math.max(...items.map(({ value }) => Number(value)), Number(other.value), 0);
  const line = (name: string, value: string, colour: string): ReactNode =>
    h(
      'tr',
      null,
      h('th', { scope: 'row', dir: 'auto' }, name, frameBar(largest === 0 ? 0 : Number(value) / largest, colour)),
      h('td', { className: 'num' }, written(reader, measure, value)),
    );
  return h(
    'table',
    null,
    h(
      'tbody',
      null,
      ...items.map(({ id, name, value }) => line(nameOfMember({ id, name }), value, 'c1')),
      other.count === 0 ? null : line(`Other (${other.count})`, other.value, 'other'),
    ),
    h('tfoot', null, row('Total', written(reader, measure, total))),
  );
}

function table({ rows, other, total, group_by: by }: Of<'table'>, reader: Reader): ReactNode {
  const values = (cost: string, requests: string) => [written(reader, 'cost', cost), written(reader, 'requests', requests)];
  return h(
    'table',
    null,
    head([
      { text: by.join(', '), isNumber: false },
      { text: 'Spend', isNumber: true },
      { text: 'Requests', isNumber: true },
    ]),
    h(
      'tbody',
      null,
      ...rows.map(({ group, cost, requests }) => row(group.map(nameOfMember).join(' · '), ...values(cost, requests))),
      other.count === 0 ? null : row(`Other (${other.count})`, ...values(other.cost, other.requests)),
    ),
    h('tfoot', null, row('Total', ...values(total.cost, total.requests))),
  );
}

function budget({ limit, spent, reserved, name }: Of<'budget'>, reader: Reader): ReactNode[] {
  const share = nano(limit) === 0n ? 1 : Number(nano(spent)) / Number(nano(limit));
  const text = `${written(reader, 'cost', spent)} of ${written(reader, 'cost', limit)} spent, ${written(reader, 'cost', reserved)} reserved`;
  return [h('p', { className: 'quiet', dir: 'auto' }, name), frameBar(share), h('p', null, text)];
}

function contentOf(widget: Widget, { figures, problem }: WidgetAnswer, reader: Reader): ReactNode {
  if (widget.kind === 'text') return h('p', { className: 'note', dir: 'auto' }, widget.text);
  if (figures === null)
    return h('p', { className: 'quiet' }, problem?.code === 'forbidden' ? 'Not shown here.' : (problem?.detail ?? 'Nothing to show.'));
  switch (figures.kind) {
    case 'figure':
      return h('p', { className: 'value' }, written(reader, figures.measure, figures.value));
    case 'series':
      return series(figures, reader);
    case 'bars':
      return bars(figures, reader);
    case 'table':
      return table(figures, reader);
    case 'budget':
      return budget(figures, reader);
    case 'text':
      return null;
  }
}

/** One widget as a cell of a frame, of plain tags alone. It can be scrolled by keys where it is too long. */
export const frameWidget = (widget: Widget, answer: WidgetAnswer, at: number, reader: Reader): ReactNode =>
  h(
    'section',
    { className: `cell at${at}`, tabindex: 0, 'aria-label': widget.title },
    h('h2', { dir: 'auto' }, widget.title),
    contentOf(widget, answer, reader),
  );
