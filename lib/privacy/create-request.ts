import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { privacyRequestCreate } from '#lib/contracts/privacy-requests.ts';
import { AuditedRequest, audited } from './move-request.ts';
import { noteRequest } from './note-request.ts';

export const createPrivacyRequest = defineCommand(privacyRequestCreate, async (ctx, input) => {
  const { user_id: userId, email, received_at: receivedAt, kind, law, note } = input;
  const request = await noteRequest(ctx, { kind, law, note, userId, email, receivedAt });
  return { result: request, changes: [changeOf('privacy_request', 'privacyRequest', AuditedRequest, null, audited(request))] };
});
