import { sql } from 'drizzle-orm';
import { usageHour } from '#db/schema/index.ts';
import { callerTimeZone } from '#lib/analytics/caller-time-zone.ts';
import { personalKeysAmong, readMemberPrivacy } from '#lib/analytics/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { UsageEvent } from '#lib/contracts/usage.ts';
import { namedUuid } from '#lib/core/named-uuid.ts';
import { resolveUsageScope, scopeConditions } from '#lib/usage/usage-scope.ts';
import { filtersOf } from './filters-of.ts';
import type { ExportedRange } from './read-usage-events.ts';

type Named = UsageEvent['user'];

const hourMs = 3_600_000;

/** An id of the usual form that leads to nobody, the same for the same pseudonym. */
const idOf = (tenantId: string, pseudonym: string): string => namedUuid(`pseudonym ${tenantId} ${pseudonym}`);

/** People with calls in the whole hours of a range: of a cut hour nobody counts, so that rather too few are shown than too many. */
async function countPeople(ctx: OperationContext, { scope, fromMs, toMs }: ExportedRange): Promise<number> {
  const instant = (ms: number) => sql`${new Date(ms).toISOString()}::timestamptz`;
  const conditions = [
    sql`tenant_id = ${ctx.tenantId} and user_dim <> 0 and hour_at >= ${instant(Math.ceil(fromMs / hourMs) * hourMs)}`,
    sql`hour_at < ${instant(Math.floor(toMs / hourMs) * hourMs)}`,
    ...scopeConditions(await resolveUsageScope(ctx, filtersOf(scope)), {
      ...{ department: usageHour.departmentDim, team: usageHour.teamDim, project: usageHour.projectDim, user: usageHour.userDim },
    }),
  ];
  const [row] = await ctx.tx.execute<{ people: number }>(
    sql`select count(distinct user_dim)::int as people from usage_hour where ${sql.join(conditions, sql` and `)}`,
  );
  return row?.people ?? 0;
}

/**
 * Calls as the organization wants people shown in figures: with pseudonyms nobody but the author is named, neither by account nor
 * by personal key, and in a group that is too small there is nobody at all.
 */
export async function hidePeople(
  ctx: OperationContext,
  range: ExportedRange,
  events: readonly UsageEvent[],
): Promise<readonly UsageEvent[]> {
  const { fromMs, toMs } = range;
  const timeZone = await callerTimeZone(ctx);
  const privacy = await readMemberPrivacy(ctx, { current: { fromMs, toMs, starts: [] }, timeZone }, 'anybody');
  if (privacy.mode === 'named' || events.length === 0) return events;
  const isSmall = (await countPeople(ctx, range)) < privacy.groupMin;
  const keyIds = [...new Set(events.flatMap(({ key }) => (key === null ? [] : [key.id])))];
  const personal = await personalKeysAmong(ctx, keyIds);
  const shown = (pseudonym: string | undefined): Named =>
    pseudonym === undefined || isSmall ? null : { id: idOf(ctx.tenantId, pseudonym), name: pseudonym };
  return events.map((event) => {
    const { user, key } = event;
    if (user?.id === ctx.caller.userId) return event;
    return {
      ...event,
      user: user === null ? null : shown(privacy.pseudonymOf(user.id)),
      key: key === null || !personal.has(key.id) ? key : shown(privacy.keyPseudonymOf(key.id)),
    };
  });
}
