import { and, eq } from 'drizzle-orm';
import { approvalLink } from '#db/schema/index.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { approvalLinkDecide } from '#lib/contracts/approval-links.ts';
import { approvalHoursDefault } from '#lib/contracts/approvals.ts';
import { AppError } from '#lib/core/errors.ts';
import { decide } from './decide.ts';
import { findLink } from './find-link.ts';

const over = {
  used: 'This link was used already. The console shows what came of it.',
  decided: 'This was decided already, or somebody else is asked by now.',
  expired: 'The time of this link is over. If you are still asked, decide in the console.',
} as const;

/** Decides by a link: who may decide at all is found out as for every decision, and the link adds nothing to it. */
export const decideByLink = defineCommand(approvalLinkDecide, async (ctx, { token, decision, comment }) => {
  const link = await findLink(ctx, token, true);
  if (link.state !== 'open') throw new AppError('conflict', { detail: over[link.state] });
  await ctx.tx
    .update(approvalLink)
    .set({ usedAt: ctx.now })
    .where(and(eq(approvalLink.tenantId, ctx.tenantId), eq(approvalLink.id, link.id)));
  return decide(ctx, link.approvalId, { approve: decision === 'approve', comment, uses: 1, validHours: approvalHoursDefault });
});
