import type { z } from 'zod';
import { writeAmount } from '#components/figures/metric.ts';
import { Badge } from '#components/ui/badge.tsx';
import { Cell, HeadCell, RowHead, Table, TableScroll } from '#components/ui/table.tsx';
import type { Kpis } from '#lib/contracts/value.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { amountOf, kpiWords } from './kpi-words.ts';

export type KpisData = z.input<typeof Kpis>;

const states = { met: ['success', 'Met'], missed: ['danger', 'Missed'], unknown: ['neutral', 'No target'] } as const;

/** Each metric with its target, what is measured and what was before. */
export function KpiTable({ data, reader }: { data: KpisData; reader: Reader }) {
  const format = createFormat(reader);
  return (
    <TableScroll label="Targets, scrollable">
      <Table aria-label="Targets">
        <thead>
          <tr>
            <HeadCell>Metric</HeadCell>
            <HeadCell numeric>Target</HeadCell>
            <HeadCell numeric>Actual</HeadCell>
            <HeadCell numeric>Before</HeadCell>
            <HeadCell>State</HeadCell>
          </tr>
        </thead>
        <tbody>
          {data.data.map(({ metric, direction, target, actual, previous, state, formula }) => {
            const write = (value: number | null): string =>
              value === null ? '–' : writeAmount(format, kpiWords[metric].metric, amountOf(metric, value));
            const [tone, word] = states[state];
            return (
              <tr key={metric}>
                <RowHead title={formula}>{kpiWords[metric].label}</RowHead>
                <Cell numeric>{target === null ? '–' : `${direction === 'at_most' ? 'at most' : 'at least'} ${write(target)}`}</Cell>
                <Cell numeric>{write(actual)}</Cell>
                <Cell numeric>{write(previous)}</Cell>
                <Cell>
                  <Badge tone={tone}>{target !== null && actual === null ? 'Not measured' : word}</Badge>
                </Cell>
              </tr>
            );
          })}
        </tbody>
      </Table>
    </TableScroll>
  );
}
