import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { Approval, approvalCollect } from '#lib/contracts/approvals.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { requireRoomForKey } from '#lib/keys/create-key.ts';
import { makeKey } from '#lib/keys/make-key.ts';
import { requireKeyPlace } from '#lib/keys/require-key-place.ts';
import { readApproval } from './approval-rows.ts';
import { endApproval, lockApproval } from './decide-step.ts';
import { ruledContext } from './ruled-context.ts';
import { readSubject } from './subject.ts';

/** Makes the key that was approved. Made only now, so that nobody but who asked for it ever has it, and nothing keeps it. */
export const collectKey = defineCommand(approvalCollect, async (ctx, input) => {
  const of = await lockApproval(ctx, input.approval_id);
  const before = await readApproval(ctx, of.id);
  if (of.requesterId !== ctx.caller.userId) throw new AppError('forbidden', { detail: 'Only who asked for the key can take it.' });
  if (of.kind !== 'key_request' || of.state !== 'approved')
    throw new AppError('conflict', {
      detail: of.kind === 'key_request' ? `This approval is ${of.state}.` : 'This is no request for a key.',
    });
  const { name, team_id: teamId, models, expires_at: end } = readSubject('key_request', of.subject);
  const expiresAt = end === null ? null : new Date(end);
  if (expiresAt !== null && expiresAt <= ctx.now)
    throw new AppError('conflict', { detail: 'The end that the key was to have has passed.' });
  const ruled = ruledContext(ctx);
  const place = await requireKeyPlace(ruled, { name, kind: 'personal', ...(teamId === null ? {} : { team_id: teamId }) });
  await requireRoomForKey(ruled);
  const { key, secret, change } = await makeKey(ruled, { name, kind: 'personal', place, allowedModels: models, expiresAt });
  await endApproval(ctx, of.id, { state: 'used' });
  const after = await readApproval(ctx, of.id);
  return {
    result: { approval: after, key_id: key.id, secret },
    changes: [changeOf('approval', 'approval', Approval, before, after), change],
    events: [{ name: 'key.created', payload: { key_id: toPublicId('key', key.id) } }],
  };
});
