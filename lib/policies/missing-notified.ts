import { and, eq, inArray, isNull } from 'drizzle-orm';
import { notificationChannel, userAccount } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { PolicyDefinition } from '#lib/contracts/policy-definition.ts';
import type { FieldError } from '#lib/core/errors.ts';
import { fromPublicId } from '#lib/core/ids.ts';

/** Refuses channels and people who are not there: nobody would be told. */
export async function missingNotified(
  { tx, tenantId }: OperationContext,
  { rules }: PolicyDefinition,
  pointer: string,
): Promise<FieldError[]> {
  const faults: FieldError[] = [];
  for (const [at, action] of rules.actions.entries()) {
    if (action.type !== 'notify') continue;
    const { channels = [], users = [] } = action.parameters;
    const channelIds = channels.flatMap((one) => fromPublicId('channel', one) ?? []);
    const there = await tx
      .select({ id: notificationChannel.id })
      .from(notificationChannel)
      .where(
        and(
          eq(notificationChannel.tenantId, tenantId),
          inArray(notificationChannel.id, channelIds),
          isNull(notificationChannel.archivedAt),
        ),
      );
    const userIds = users.flatMap((one) => fromPublicId('user', one) ?? []);
    const people = await tx
      .select({ id: userAccount.id })
      .from(userAccount)
      .where(and(eq(userAccount.tenantId, tenantId), inArray(userAccount.id, userIds)));
    const known = new Set([...there, ...people].map(({ id }) => id));
    const base = `${pointer}/rules/actions/${at}/parameters`;
    for (const [index, id] of channelIds.entries())
      if (!known.has(id)) faults.push({ pointer: `${base}/channels/${index}`, detail: 'There is no such channel' });
    for (const [index, id] of userIds.entries())
      if (!known.has(id)) faults.push({ pointer: `${base}/users/${index}`, detail: 'There is no such person' });
  }
  return faults;
}
