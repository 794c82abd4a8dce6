import { findKey } from '#db/lookup.ts';
import { inTenant } from '#db/tenant.ts';
import type { CommandRuntime } from '#lib/command/context.ts';
import { parseInput } from '#lib/command/steps.ts';
import { type Feedback, feedbackInput } from '#lib/contracts/feedback.ts';
import { AppError } from '#lib/core/errors.ts';
import { hashVirtualKey } from '#lib/keys/virtual-key.ts';
import { nameDimensions } from '#lib/usage/name-dimensions.ts';
import { findRatedCall } from './find-rated-call.ts';
import { readPresentedKey } from './read-presented-key.ts';
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
    const presented = await readPresentedKey(tx, tenantId, id, now);
    if (presented === null) throw invalid();
    const call = await findRatedCall(tx, tenantId, given.request_id, presented.callsOf);
    const { after } = await saveFeedback(tx, { tenantId, call, given, now, author: { kind: 'key', id: presented.keyId } });
    return toFeedback(after, await nameDimensions({ tx, tenantId }, [after.teamDim, after.modelDim]), presented.keyId);
  });
}
