import type { z } from 'zod';
import type { costRows } from '#lib/contracts/cost-rows.ts';
import type { Costs } from '#lib/contracts/costs.ts';
import { type FlatRow, named, namedColumns, type TableSpec } from './flat-row.ts';

type CostsBody = z.input<typeof Costs>;
type RowsBody = z.input<typeof costRows.output>;
type Group = RowsBody['data'][number]['group'];

const sums = [
  ...(['cost_usd', 'requests', 'succeeded', 'failed', 'refused', 'cancelled', 'interrupted'] as const),
  ...(['input_tokens', 'cache_read_tokens', 'cache_write_tokens', 'output_tokens', 'reasoning_tokens'] as const),
] as const;

const groupCells = (group: Group): FlatRow => Object.assign({}, ...group.map((member) => named(member.of, member)));

const sumCells = (row: Pick<RowsBody['data'][number], (typeof sums)[number]>): FlatRow =>
  Object.fromEntries(sums.map((name) => [name, row[name]]));

/** Costs by time and group: every call of the range is in exactly one row of the pages. */
export const costRowsTable: TableSpec<RowsBody> = {
  name: 'costs',
  columns: ({ group_by: by }) => ['at', ...by.flatMap(namedColumns), ...sums],
  rows: ({ data }) => data.map((row) => ({ at: row.at, ...groupCells(row.group), ...sumCells(row) })),
  nextCursor: ({ next_cursor: cursor }) => cursor,
};

/** The groups of a range, and in a last row what is in none of them, so that the sum of the column is the total. */
export const costsTable: TableSpec<CostsBody> = {
  name: 'costs',
  columns: ({ group_by: by, previous_total: previous }) => [
    ...by.flatMap(namedColumns),
    ...sums,
    ...(previous === null ? [] : ['previous_cost_usd']),
    'groups',
  ],
  rows: ({ groups, other }) => [
    ...groups.map((row) => ({ ...groupCells(row.group), ...sumCells(row), previous_cost_usd: row.previous_cost_usd, groups: 1 })),
    ...(other.count === 0 ? [] : [{ cost_usd: other.cost_usd, requests: other.requests, groups: other.count }]),
  ],
  nextCursor: () => null,
};
