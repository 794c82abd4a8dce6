import { defineCommand } from '#lib/command/define-command.ts';
import { recommendationDismiss, recommendationReopen } from '#lib/contracts/recommendations.ts';
import { AppError } from '#lib/core/errors.ts';
import { decide, readRow } from './recommendation-rows.ts';

export const dismissRecommendation = defineCommand(recommendationDismiss, async (ctx, { recommendation_id: id, reason, until }) => {
  const row = await readRow(ctx, id, { lock: true });
  ctx.expectVersion(row.version);
  if (row.state !== 'open')
    throw new AppError('conflict', { detail: `The recommendation is ${row.state}; only an open one is dismissed.` });
  if (until !== null && until <= ctx.now)
    throw new AppError('validation_failed', { errors: [{ pointer: '/until', detail: 'Must lie in the future' }] });
  return decide(ctx, row, { state: 'dismissed', reason, dismissedUntilAt: until });
});

export const reopenRecommendation = defineCommand(recommendationReopen, async (ctx, { recommendation_id: id }) => {
  const row = await readRow(ctx, id, { lock: true });
  ctx.expectVersion(row.version);
  if (row.state !== 'dismissed' && row.state !== 'undone')
    throw new AppError('conflict', {
      detail: `The recommendation is ${row.state}; only one that was dismissed or undone is opened again.`,
    });
  return decide(ctx, row, { state: 'open', reason: '', dismissedUntilAt: null });
});
