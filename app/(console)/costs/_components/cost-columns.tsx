import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { Delta } from '#components/figures/delta.tsx';
import type { CostDimension, Costs } from '#lib/contracts/costs.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { parseUsd } from '#lib/core/money.ts';
import { dimensionLabel, memberName } from './dimension-words.ts';

export type CostsData = z.input<typeof Costs>;
export type CostGroupRow = CostsData['groups'][number];

const nano = (usd: string): bigint => parseUsd(usd) ?? 0n;

/** Dimensions that the log of calls can be narrowed to. */
const inLog: ReadonlySet<CostDimension> = new Set(['team', 'key', 'connection', 'model', 'provider']);

/** The log of calls, narrowed to a group as far as it can be. */
export const callsOf = ({ group }: CostGroupRow): string => {
  const parts = group.flatMap(({ of, id }) => (id === null || !inLog.has(of) ? [] : [`f.${of}=is:${encodeURIComponent(id)}`]));
  return parts.length === 0 ? '/usage' : `/usage?${parts.join('&')}`;
};

/** A column for each dimension, then what it cost, its share, how that changed, and what was done for it. */
export function costColumns(data: CostsData, period: string, reader: Reader): readonly Column<CostGroupRow>[] {
  const format = createFormat(reader);
  const total = nano(data.total.cost_usd);
  return [
    ...data.group_by.map(
      (of, at): Column<CostGroupRow> => ({
        id: of,
        header: dimensionLabel(of),
        value: ({ group }) => {
          const member = group[at];
          return member === undefined ? null : memberName(member);
        },
        ...(at === 0 ? { narrow: true } : {}),
      }),
    ),
    {
      id: 'cost',
      header: 'Spend',
      value: (row) => nano(row.cost_usd),
      format: 'money',
      align: 'end',
      narrow: true,
      total: format.moneySum(total),
    },
    {
      ...{ id: 'share', header: 'Share', align: 'end' },
      value: (row) => (total === 0n ? null : Number((nano(row.cost_usd) * 1_000_000n) / total) / 1_000_000),
      format: 'percent',
    },
    ...(data.previous_total === null
      ? []
      : [
          {
            ...{ id: 'change', header: 'Change', align: 'end' as const },
            cell: (row: CostGroupRow) => (
              <Delta change={format.change(Number(nano(row.previous_cost_usd ?? '0')), Number(nano(row.cost_usd)))} period={period} />
            ),
          },
        ]),
    { id: 'requests', header: 'Requests', value: (row) => row.requests, format: 'count', align: 'end' },
    {
      id: 'input',
      header: 'Input tokens',
      value: (row) => row.input_tokens + row.cache_read_tokens + row.cache_write_tokens,
      format: 'count',
      align: 'end',
    },
    { id: 'output', header: 'Output tokens', value: (row) => row.output_tokens, format: 'count', align: 'end' },
    {
      ...{ id: 'each', header: 'A request', align: 'end', optional: true },
      value: (row) => (row.requests === 0 ? null : nano(row.cost_usd) / BigInt(row.requests)),
      format: 'money_call',
    },
  ];
}
