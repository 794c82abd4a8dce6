import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { line, timeZone } from './fields.ts';
import { type DataClass, dataClasses, membersMax, type StrategyName, strategyNames, weekDays } from './route-names.ts';

const timeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'A time of day looks like 18:30' })
  .meta({ examples: ['18:30'] });

/** When a member is used. */
export const TimeWindow = z
  .strictObject({
    time_zone: timeZone,
    days: z.array(z.enum(weekDays)).min(1).max(7),
    from: timeOfDay,
    to: timeOfDay.meta({ description: 'Before this time; earlier than `from` means the next day, the same means all day' }),
  })
  .meta({ id: 'TimeWindow' });
export type TimeWindow = z.output<typeof TimeWindow>;

/** What the strategy of the group around it asks of a member; fields of other strategies are refused. */
const place = {
  weight: z.number().int().min(1).max(1000).optional().meta({ description: 'Share of the calls, against the other members' }),
  tasks: z
    .array(z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,63}$/, { error: 'A task has letters, digits, dots, dashes and underscores' }))
    .min(1)
    .max(20)
    .optional()
    .meta({ description: 'Kinds of work it is for (`x-tollgate-task`); without any it is for the others' }),
  data_classes: z
    .array(z.enum(dataClasses))
    .min(1)
    .max(dataClasses.length)
    .optional()
    .meta({ description: 'Data classes it is for (`x-tollgate-data-class`); without any it is for the others' }),
  window: TimeWindow.optional().meta({ description: 'When it is used; without one it is for the other times' }),
};

/** As long as the gateway lets any call last. */
const secondsMax = 7_200;
const seconds = z.number().min(0.1).max(secondsMax).nullable().default(null);

/** A model, on one connection or on any that serves it. */
export const RouteTarget = z
  .strictObject({
    kind: z.literal('target'),
    model: line(200).meta({ description: 'As GET /api/v1/models names it' }),
    connection_id: publicId('connection').nullable().default(null).meta({ description: 'Null for every connection that serves the model' }),
    concurrency_max: z
      .number()
      .int()
      .min(1)
      .max(10_000)
      .nullable()
      .default(null)
      .meta({ description: 'Most calls it runs at a time, in each process; null for no limit of its own' }),
    when_full: z
      .enum(['skip', 'wait'])
      .default('skip')
      .meta({ description: 'With all places taken: the next target is asked, or the call waits for a place for at most a second' }),
    first_token_seconds: seconds.meta({
      description:
        'Longest wait for the first content of a stream before the next target is asked; null, or more, for what the gateway allows',
    }),
    timeout_seconds: seconds.meta({
      description:
        'Longest an attempt may take until the answer is whole, streamed or not; null for as long as the call may last. Where the caller has begun to read a stream he gets an error event',
    }),
    retries_max: z.number().int().min(0).max(3).nullable().default(null).meta({
      description:
        'How often a call that failed here is sent here again before another target is asked; null for once, where that takes no place from another',
    }),
    ...place,
  })
  .meta({ id: 'RouteTarget' });
export type RouteTarget = z.output<typeof RouteTarget>;

/** Another route of the tenant, as it is published. */
export const RouteLink = z.strictObject({ kind: z.literal('route'), route_id: publicId('route'), ...place }).meta({ id: 'RouteLink' });
export type RouteLink = z.output<typeof RouteLink>;

/** Members with the strategy that orders them. */
export interface RouteGroup {
  readonly kind: 'group';
  readonly strategy: StrategyName;
  readonly members: readonly RouteNode[];
  readonly weight?: number | undefined;
  readonly tasks?: readonly string[] | undefined;
  readonly data_classes?: readonly DataClass[] | undefined;
  readonly window?: TimeWindow | undefined;
}

export type RouteNode = RouteTarget | RouteLink | RouteGroup;

const membersOf = <Member extends z.ZodType>(member: Member) => z.array(member).min(1, { error: 'A group needs a member' }).max(membersMax);

const groupOf = <Member extends z.ZodType>(member: Member) =>
  z.strictObject({
    kind: z.literal('group'),
    strategy: z.enum(strategyNames),
    members: membersOf(member),
    ...place,
  });

// Written out level by level, so that depth is bounded by the schema itself and the reference can show it.
const leaf = z.discriminatedUnion('kind', [RouteTarget, RouteLink]);
const group4 = groupOf(leaf).meta({ id: 'InnermostRouteGroup' });
const group3 = groupOf(z.discriminatedUnion('kind', [RouteTarget, RouteLink, group4])).meta({ id: 'InnerRouteGroup' });
const group2 = groupOf(z.discriminatedUnion('kind', [RouteTarget, RouteLink, group3])).meta({ id: 'RouteGroup' });

const group1 = z.discriminatedUnion('kind', [RouteTarget, RouteLink, group2]);

/** What a version of a route does: one group, which may hold others. */
export const RouteDefinition = z
  .strictObject({
    kind: z.literal('group').default('group'),
    strategy: z.enum(strategyNames),
    members: membersOf(group1),
  })
  .meta({ id: 'RouteDefinition' });
export type RouteDefinition = z.output<typeof RouteDefinition>;
