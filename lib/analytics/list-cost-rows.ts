import { type SQL, sql } from 'drizzle-orm';
import type { OperationContext } from '#lib/command/context.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { costRows } from '#lib/contracts/cost-rows.ts';
import type { CostDimension } from '#lib/contracts/costs.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { decodeCursor, pageFrom } from '#lib/core/cursor.ts';
import { AppError } from '#lib/core/errors.ts';
import { nameDimensions } from '#lib/usage/name-dimensions.ts';
import { type AnalyticsView, openView } from './analytics-view.ts';
import { toMember } from './get-costs.ts';
import { cellsOf } from './kept-cells.ts';
import { refuseTellingGroups } from './member-privacy.ts';
import { rangeShown } from './range-shown.ts';
import { toSums } from './to-overview.ts';
import { columnsOf, type MeasureSums, sums } from './usage-cells.ts';

interface Row extends MeasureSums, Record<string, unknown> {
  /** From 1 on. */
  readonly bucket: number;
  readonly dims: readonly number[];
  /** How many people have calls in the range; null where people are not asked for. */
  readonly people: number | null;
}

/** Where a page begins, and the range that all pages share however late they are asked for. */
interface Position {
  readonly fromMs: number;
  readonly toMs: number;
  readonly question: string;
  readonly after: readonly number[];
}

const numbers = (texts: readonly string[]): number[] => texts.map(Number);
const isPlace = (value: number): boolean => Number.isSafeInteger(value) && value >= 0 && value < 2 ** 31;
/** PostgreSQL reads no later year in ISO form. */
const timeMax = Date.UTC(9999, 11, 31);

/** What a cursor belongs to: the same bytes of another question lead somewhere else. */
const questionOf = ({ group_by: by, bucket, time_zone: zone }: Input): string => [by.join(','), bucket ?? '', zone ?? ''].join(' ');

type Input = InputOf<typeof costRows>;

function positionIn(input: Input): Position | undefined {
  const parts = decodeCursor(input.cursor, 4 + input.group_by.length);
  if (parts === undefined) return undefined;
  const [fromMs = -1, toMs = -1] = numbers(parts.slice(0, 2));
  const question = parts[2] ?? '';
  const after = numbers(parts.slice(3));
  const isTime = (ms: number): boolean => Number.isSafeInteger(ms) && ms >= 0 && ms <= timeMax;
  if (!isTime(fromMs) || !isTime(toMs) || fromMs >= toMs || question !== questionOf(input) || !after.every(isPlace))
    throw new AppError('invalid_cursor');
  return { fromMs, toMs, question, after };
}

/** The rows after a place, by time and then by the ids of their dimensions; one more than asked for. */
async function readRows({ ctx, scope, range, closed }: AnalyticsView, by: readonly CostDimension[], after: SQL, limit: number) {
  const dims = columnsOf(by);
  const people = by.includes('user')
    ? sql`(select count(distinct user_dim)::integer from grouped where user_dim <> 0 and requests <> 0)`
    : sql`null::integer`;
  await ctx.tx.execute(sql`select set_config('work_mem', '32MB', true)`);
  const rows = await ctx.tx.execute<Row>(sql`
    with cells as materialized (${cellsOf(ctx, scope, { ...range, previous: null }, { closed, by, hasBuckets: true })}),
    grouped as materialized (select bucket, ${dims}, ${sums} from cells group by bucket, ${dims})
    select *, array[${dims}] as dims, ${people} as people from grouped
    where requests <> 0 and ${after} order by bucket, ${dims} limit ${limit + 1}`);
  return [...rows];
}

/** With pseudonyms, groups of few people show nobody: neither does a row of one of them. */
function refuseFewPeople({ privacy }: AnalyticsView, rows: readonly Row[], names: Awaited<ReturnType<typeof nameDimensions>>): void {
  if (privacy.mode === 'named' || (rows[0]?.people ?? privacy.groupMin) >= privacy.groupMin) return;
  const isHidden = [...names.values()].some(({ kind, value }) => kind === 'user' && privacy.pseudonymOf(value) !== undefined);
  if (isHidden)
    throw new AppError('forbidden', { detail: `Fewer than ${privacy.groupMin} people have calls here, so none of them is shown.` });
}

async function answer(ctx: OperationContext, input: Input) {
  const position = positionIn(input);
  const asked =
    position === undefined ? input : { ...input, range: 'custom' as const, from: new Date(position.fromMs), to: new Date(position.toMs) };
  const view = await openView(ctx, { ...asked, compare: 'none' });
  const { group_by: by, limit } = input;
  refuseTellingGroups(view.privacy, by);
  const { current } = view.range;
  const after =
    position === undefined
      ? sql`true`
      : sql`(bucket, ${columnsOf(by)}) > (${sql.join(
          position.after.map((value) => sql`${value}::integer`),
          sql`, `,
        )})`;
  const read = view.isEmpty ? [] : await readRows(view, by, after, limit);
  const question = questionOf(input);
  const { rows, nextCursor } = pageFrom(read, limit, ({ bucket, dims }) => [current.fromMs, current.toMs, question, bucket, ...dims]);
  const names = await nameDimensions(
    ctx,
    rows.flatMap(({ dims }) => dims),
  );
  refuseFewPeople(view, rows, names);
  const shown = { privacy: view.privacy, personalKeys: new Set<string>() };
  return {
    range: rangeShown(view.range).range,
    group_by: by,
    data: rows.map((row) => ({
      ...{ at: new Date(current.starts[row.bucket - 1] ?? current.fromMs), ...toSums(row) },
      group: by.map((of, at) => toMember(of, names.get(row.dims[at] ?? 0), shown)),
    })),
    next_cursor: nextCursor,
  };
}

export const listCostRows = defineQuery(costRows, answer);
