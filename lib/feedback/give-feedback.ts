import { z } from 'zod';
import { defineCommand } from '#lib/command/define-command.ts';
import { Feedback, feedbackGive } from '#lib/contracts/feedback.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { nameDimensions } from '#lib/usage/name-dimensions.ts';
import { eventDimensionColumns } from '#lib/usage/search-events.ts';
import { isEmptyScope, resolveUsageScope, scopeConditions } from '#lib/usage/usage-scope.ts';
import { findRatedCall } from './find-rated-call.ts';
import { saveFeedback } from './save-feedback.ts';
import { toFeedback } from './to-feedback.ts';

/** Whoever sees a call may say what it was worth: their own, or those of the places where they see usage. */
export const giveFeedback = defineCommand(feedbackGive, async (ctx, input) => {
  const { tx, tenantId, caller, now } = ctx;
  const scope = await resolveUsageScope(ctx, {});
  if (isEmptyScope(scope)) throw new AppError('not_found');
  const call = await findRatedCall(tx, tenantId, input.request_id, scopeConditions(scope, eventDimensionColumns));
  const { before, after } = await saveFeedback(tx, { tenantId, call, now, given: input, author: { kind: 'user', id: caller.userId } });
  const names = await nameDimensions(ctx, [after.teamDim, after.modelDim]);
  const result = toFeedback(after, names, caller.userId);
  if (before !== undefined && before.rating === after.rating && before.comment === after.comment)
    return { result: { ...result, updated_at: before.updatedAt }, changes: null };
  const wire = (feedback: Feedback): object => Object(z.encode(Feedback, feedback));
  const change = {
    resource: 'feedback',
    id: toPublicId('request', after.requestId),
    before: before === undefined ? null : wire(toFeedback(before, names, caller.userId)),
    after: wire(result),
  };
  return { result, changes: [change] };
});
