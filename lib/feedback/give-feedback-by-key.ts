import { and, eq, sql } from 'drizzle-orm';
import { findKey } from '#db/lookup.ts';
import { tenant, usageDimension, usageEvent, virtualKey } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import type { CommandRuntime } from '#lib/command/context.ts';
import { parseInput } from '#lib/command/steps.ts';
import { type Feedback, feedbackInput } from '#lib/contracts/feedback.ts';
import { AppError } from '#lib/core/errors.ts';
import { hashVirtualKey } from '#lib/keys/virtual-key.ts';
import { nameDimensions } from '#lib/usage/name-dimensions.ts';
import { findRatedCall } from './find-rated-call.ts';
import { saveFeedback } from './save-feedback.ts';
import { toFeedback } from './to-feedback.ts';

const invalid = (): AppError => new AppError('invalid_key');

/**
 * What a program says of an answer it got: with the virtual key that made the request, and of no other request. Throws
 * `invalid_key` for a key that nobody has or that may not be used any more, and `not_found` for requests of others.
 */
export async function giveFeedbackByKey(runtime: CommandRuntime, key: string, raw: unknown): Promise<Feedback> {
  const found = await findKey(runtime.databases.lookup, hashVirtualKey(runtime.keyPepper, key));
  if (found === undefined) throw invalid();
  const given = parseInput(feedbackInput, raw);
  const { tenantId, id } = found;
  const now = new Date(runtime.clock.now());
  return inTenant(runtime.databases.app, tenantId, async (tx) => {
    const [owner] = await tx
      .select({ status: virtualKey.status, expiresAt: virtualKey.expiresAt, tenantStatus: tenant.status })
      .from(virtualKey)
      .innerJoin(tenant, eq(tenant.tenantId, virtualKey.tenantId))
      .where(and(eq(virtualKey.tenantId, tenantId), eq(virtualKey.id, id)));
    if (owner === undefined || owner.status !== 'active' || owner.tenantStatus !== 'active') throw invalid();
    if (owner.expiresAt !== null && owner.expiresAt <= now) throw invalid();
    const ofKey = sql`${usageEvent.keyDim} in (select ${usageDimension.id} from ${usageDimension}
      where ${usageDimension.tenantId} = ${tenantId} and ${usageDimension.kind} = 'key' and ${usageDimension.value} = ${id})`;
    const call = await findRatedCall(tx, tenantId, given.request_id, [ofKey]);
    const { after } = await saveFeedback(tx, { tenantId, call, given, now, author: { kind: 'key', id } });
    return toFeedback(after, await nameDimensions({ tx, tenantId }, [after.teamDim, after.modelDim]), id);
  });
}
