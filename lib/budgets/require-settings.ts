import { and, eq } from 'drizzle-orm';
import { userAccount } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { actingThresholdActions, type Budget, type Threshold } from '#lib/contracts/budget-resource.ts';
import { AppError, type FieldError } from '#lib/core/errors.ts';

type Settings = Pick<Budget, 'period' | 'starts_at' | 'ends_at' | 'enforcement' | 'grace_hours' | 'thresholds'>;

/** What an action needs to know, and what is said of one that is not asked for. */
function actionFaults(
  { actions, approval_above_percent: share, downgrade_models: models, essential }: Threshold,
  at: string,
): FieldError[] {
  const without = (field: string, action: Threshold['actions'][number], value: unknown): FieldError[] =>
    value === undefined || actions.includes(action) ? [] : [{ pointer: `${at}/${field}`, detail: `Only with the action ${action}` }];
  const named = [essential?.key_ids, essential?.team_ids, essential?.non_essential_tags];
  const isEmpty = named.every((list) => list === undefined || list.length === 0);
  const badTags = (essential?.non_essential_tags ?? []).flatMap((tag, place) =>
    /^[^=]+=.+$/.test(tag) ? [] : [{ pointer: `${at}/essential/non_essential_tags/${place}`, detail: 'Write a tag as name=value' }],
  );
  return [
    ...without('approval_above_percent', 'require_approval', share),
    ...without('downgrade_models', 'downgrade', models),
    ...without('essential', 'restrict', essential),
    ...(actions.includes('restrict') && isEmpty
      ? [{ pointer: `${at}/essential`, detail: 'Name the keys or teams that go on, or the tags that do not' }]
      : []),
    ...badTags,
  ];
}

function thresholdFaults({ thresholds, enforcement }: Settings): FieldError[] {
  const seen = new Set<number>();
  return thresholds.flatMap((threshold, index) => {
    const { percent, actions } = threshold;
    const at = `/thresholds/${index}`;
    const repeated = seen.has(percent) ? [{ pointer: `${at}/percent`, detail: `Another threshold is at ${percent} %` }] : [];
    seen.add(percent);
    const idle = actions.flatMap((action, place) =>
      actingThresholdActions.has(action)
        ? []
        : [
            {
              pointer: `${at}/actions/${place}`,
              detail: `"${action}" does not act yet, so it is not accepted. What acts: ${[...actingThresholdActions].join(', ')}.`,
            },
          ],
    );
    const blocks = actions.includes('block');
    const blocked =
      blocks && percent !== 100
        ? [{ pointer: `${at}/percent`, detail: 'Calls are blocked at 100 %; lower the limit, or keep a part in reserve' }]
        : [];
    const soft = blocks && enforcement === 'soft' ? [{ pointer: `${at}/actions`, detail: 'A soft budget never blocks' }] : [];
    return [...repeated, ...idle, ...blocked, ...soft, ...actionFaults(threshold, at)];
  });
}

function calendarFaults({ period, starts_at: startsAt, ends_at: endsAt }: Settings): FieldError[] {
  if (period !== 'fixed') {
    return [
      ...(startsAt === null ? [] : [{ pointer: '/starts_at', detail: 'Only a fixed budget begins at a time of its own' }]),
      ...(endsAt === null ? [] : [{ pointer: '/ends_at', detail: 'Only a fixed budget ends at a time of its own' }]),
    ];
  }
  if (startsAt === null) return [{ pointer: '/starts_at', detail: 'A fixed budget needs its beginning' }];
  if (endsAt === null) return [{ pointer: '/ends_at', detail: 'A fixed budget needs its end' }];
  return startsAt < endsAt ? [] : [{ pointer: '/ends_at', detail: 'Must be after the beginning' }];
}

function graceFaults({ enforcement, grace_hours: hours }: Settings): FieldError[] {
  if (enforcement === 'grace') return hours > 0 ? [] : [{ pointer: '/grace_hours', detail: 'A grace lasts at least an hour' }];
  return hours === 0 ? [] : [{ pointer: '/grace_hours', detail: 'Only with the enforcement grace' }];
}

/** Refuses settings that contradict each other, or that would be stored and do nothing. */
export function requireSettings(settings: Settings): void {
  const errors = [...calendarFaults(settings), ...graceFaults(settings), ...thresholdFaults(settings)];
  if (errors.length > 0) throw new AppError('validation_failed', { errors });
}

/** A tag is `name=value`, as calls carry it. */
export function requireTag(tag: string | undefined): void {
  if (tag === undefined || /^[^=]+=.+$/.test(tag)) return;
  throw new AppError('validation_failed', { errors: [{ pointer: '/tag', detail: 'Write a tag as name=value' }] });
}

/** Whoever is named to callers who are refused must be there to be asked. */
export async function requireOwner({ tx, tenantId }: OperationContext, ownerId: string | null | undefined): Promise<void> {
  if (ownerId === null || ownerId === undefined) return;
  const [row] = await tx
    .select({ status: userAccount.status })
    .from(userAccount)
    .where(and(eq(userAccount.tenantId, tenantId), eq(userAccount.id, ownerId)));
  if (row?.status === 'active') return;
  throw new AppError('not_found', { errors: [{ pointer: '/owner_id', detail: 'There is no active person with this id' }] });
}
