import { bigint, index, integer, pgTable, primaryKey, smallint, text } from 'drizzle-orm/pg-core';
import { at, nanoUsd, tenantId } from './columns.ts';

const count = (name: string) => bigint(name, { mode: 'number' }).notNull().default(0);

/** What sums of the kind of work are kept by: places and model, the endpoint, and what the caller said the work is. */
const workDimensions = () => ({
  departmentDim: integer('department_dim').notNull(),
  teamDim: integer('team_dim').notNull(),
  projectDim: integer('project_dim').notNull(),
  modelDim: integer('model_dim').notNull(),
  /** The protocol that was spoken, such as `openai.embeddings`. */
  protocol: text('protocol').notNull(),
  /** Empty where the caller said none. */
  taskType: text('task_type').notNull(),
});

const workSums = () => ({
  requests: count('requests'),
  succeeded: count('succeeded'),
  /** All that went in, from caches and into them too. */
  inputTokens: count('input_tokens'),
  outputTokens: count('output_tokens'),
  costNanoUsd: nanoUsd('cost_nano_usd').notNull(),
  savedNanoUsd: nanoUsd('saved_nano_usd').notNull(),
});

/** Hourly sums by kind of work, kept in the same transaction as the events; people and keys are not in them. */
export const usageWorkHour = pgTable(
  'usage_work_hour',
  { tenantId: tenantId(), hourAt: at('hour_at').notNull(), ...workDimensions(), ...workSums() },
  (table) => [
    primaryKey({
      name: 'usage_work_hour_pk',
      columns: [
        ...([table.tenantId, table.hourAt, table.departmentDim, table.teamDim, table.projectDim, table.modelDim] as const),
        ...([table.protocol, table.taskType] as const),
      ],
    }),
  ],
);

/** The hourly sums by kind of work of a closed day, added up; and a second time for all places together, which are −1 there. */
export const usageWorkDay = pgTable(
  'usage_work_day',
  { tenantId: tenantId(), dayAt: at('day_at').notNull(), ...workDimensions(), ...workSums() },
  (table) => [
    primaryKey({
      name: 'usage_work_day_pk',
      columns: [
        ...([table.tenantId, table.dayAt, table.departmentDim, table.teamDim, table.projectDim, table.modelDim] as const),
        ...([table.protocol, table.taskType] as const),
      ],
    }),
    // A team may have been in any department.
    index('usage_work_day_team').on(table.tenantId, table.teamDim, table.dayAt),
  ],
);

/** The days over spans of 8 and 32 (`usageClosedSpan`), by model and kind of work: of each department and team, and −1 for all places together. */
export const usageWorkSpan = pgTable(
  'usage_work_span',
  {
    tenantId: tenantId(),
    days: smallint('days').notNull(),
    startAt: at('start_at').notNull(),
    teamDim: integer('team_dim').notNull(),
    departmentDim: integer('department_dim').notNull(),
    modelDim: integer('model_dim').notNull(),
    protocol: text('protocol').notNull(),
    taskType: text('task_type').notNull(),
    ...workSums(),
  },
  (table) => [
    primaryKey({
      name: 'usage_work_span_pk',
      columns: [
        ...([table.tenantId, table.days, table.startAt, table.teamDim, table.departmentDim, table.modelDim] as const),
        ...([table.protocol, table.taskType] as const),
      ],
    }),
  ],
);
