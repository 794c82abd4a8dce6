import { z } from 'zod';
import { boxHeightMax, collisions, gridColumns, gridRowsMax } from '#lib/core/grid-layout.ts';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { costDimensions, groupByMax } from './costs.ts';
import { line, paragraph } from './fields.ts';
import { usageFilters } from './usage.ts';
import { figureMeasures, sumMeasures, widgetRanges } from './widget-names.ts';

/** Widgets of one dashboard, at most: each is a question to the database. */
export const widgetsMax = 24;

const cell = (max: number) => z.number().int().min(0).max(max);
const size = (max: number) => z.number().int().min(1).max(max);

/** Which calls a widget or an embed is about; those that are given hold together. */
export const WidgetFilters = z.strictObject(usageFilters).meta({ id: 'WidgetFilters' });
export type WidgetFilters = z.output<typeof WidgetFilters>;

const place = {
  id: z
    .string()
    .regex(/^[a-z0-9]{1,16}$/, { error: 'Up to 16 small letters and digits' })
    .meta({ description: 'Its own within the dashboard' }),
  title: line(80),
  x: cell(gridColumns - 1).meta({ description: `Column from 0 on, of ${gridColumns}` }),
  y: cell(gridRowsMax - 1).meta({ description: 'Row from 0 on' }),
  w: size(gridColumns).meta({ description: 'Columns it spans' }),
  h: size(boxHeightMax).meta({ description: 'Rows it spans' }),
};
const question = {
  range: z
    .enum(['dashboard', ...widgetRanges])
    .default('dashboard')
    .meta({ description: '`dashboard`: that of the dashboard' }),
  filters: WidgetFilters.default({}),
};
const dimension = z.enum(costDimensions);
const shownMax = (most: number, usual: number) =>
  z.number().int().min(1).max(most).default(usual).meta({ description: 'Groups that are named; the rest is one' });

/** A part of a dashboard: a question with its place in the grid. */
export const Widget = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('figure'), ...place, ...question, measure: z.enum(figureMeasures) }),
    z.strictObject({
      ...{ kind: z.literal('series'), ...place, ...question, measure: z.enum(sumMeasures) },
      group_by: dimension.nullable().default(null).meta({ description: 'Of cost alone' }),
      limit: shownMax(7, 5),
    }),
    z.strictObject({
      ...{ kind: z.literal('bars'), ...place, ...question, measure: z.enum(sumMeasures) },
      ...{ group_by: dimension, limit: shownMax(20, 8) },
    }),
    z.strictObject({
      ...{ kind: z.literal('table'), ...place, ...question },
      group_by: z
        .array(dimension)
        .min(1)
        .max(groupByMax)
        .refine((names) => new Set(names).size === names.length, 'Name each dimension once'),
      limit: shownMax(50, 10),
    }),
    z.strictObject({ kind: z.literal('budget'), ...place, budget_id: publicId('budget') }),
    z.strictObject({ kind: z.literal('text'), ...place, text: paragraph(4000) }),
  ])
  .meta({ id: 'Widget' });
export type Widget = z.output<typeof Widget>;
export type WidgetKind = Widget['kind'];

/** The widgets of a dashboard: each with an id of its own, inside the grid, and none over another. */
export const widgetList = z
  .array(Widget)
  .max(widgetsMax)
  .check(({ value, issues }) => {
    const fault = (path: (string | number)[], message: string) => issues.push({ code: 'custom', message, path, input: value });
    for (const [at, { id, x, y, w, h }] of value.entries()) {
      if (value.findIndex((other) => other.id === id) !== at) fault([at, 'id'], 'Another widget has this id');
      if (x + w > gridColumns) fault([at, 'w'], `It reaches past column ${gridColumns}`);
      if (y + h > gridRowsMax) fault([at, 'h'], `It reaches below row ${gridRowsMax}`);
    }
    for (const [, second] of collisions(value)) fault([second, 'y'], 'It lies over another widget');
    for (const [at, widget] of value.entries())
      if (widget.kind === 'series' && widget.group_by !== null && widget.measure !== 'cost')
        fault([at, 'group_by'], 'Only cost is kept by bucket and group');
  });

const amount = z.string().meta({ description: 'A decimal number: US dollars, a count, a part of one, or milliseconds, by the measure' });
const member = { id: z.string().nullable(), name: z.string().nullable() };
const rest = { count: z.number().int().min(0).meta({ description: 'How many groups are in it' }) };

/** What one widget shows. */
export const WidgetFigures = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('figure'), measure: z.enum(figureMeasures), value: amount.nullable(), previous: amount.nullable() }),
  z.strictObject({
    ...{ kind: z.literal('series'), measure: z.enum(sumMeasures), bucket: z.enum(['hour', 'day']), end: instant, time_zone: z.string() },
    starts: z.array(instant),
    lines: z
      .array(z.strictObject({ ...member, of: z.enum(['total', 'group', 'other']), values: z.array(amount) }))
      .meta({ description: 'The total, or its groups and what is left of it' }),
  }),
  z.strictObject({
    ...{ kind: z.literal('bars'), measure: z.enum(sumMeasures), group_by: dimension, total: amount },
    items: z.array(z.strictObject({ ...member, value: amount })).meta({ description: 'The largest first' }),
    other: z.strictObject({ value: amount, ...rest }),
  }),
  z.strictObject({
    ...{ kind: z.literal('table'), group_by: z.array(dimension) },
    rows: z
      .array(
        z.strictObject({ group: z.array(z.strictObject({ of: dimension, ...member })), cost: amount, requests: amount, failed: amount }),
      )
      .meta({ description: 'The dearest first' }),
    other: z.strictObject({ cost: amount, requests: amount, ...rest }),
    total: z.strictObject({ cost: amount, requests: amount }),
  }),
  z.strictObject({
    ...{ kind: z.literal('budget'), name: z.string(), state: z.string(), next_reset_at: instant.nullable() },
    ...{ limit: amount, spent: amount, reserved: amount, expected: amount.nullable() },
  }),
  z.strictObject({ kind: z.literal('text') }),
]);
export type WidgetFigures = z.output<typeof WidgetFigures>;

/** A widget's answer, or why there is none. */
export const WidgetAnswer = z.strictObject({
  widget_id: z.string(),
  figures: WidgetFigures.nullable(),
  problem: z
    .strictObject({ code: z.string(), detail: z.string() })
    .nullable()
    .meta({ description: 'Why it shows nothing to whoever asks, such as a budget they may not see' }),
});
export type WidgetAnswer = z.output<typeof WidgetAnswer>;
