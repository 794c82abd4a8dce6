import { defineCommand } from '#lib/command/define-command.ts';
import { sessionRevokeAll } from '#lib/contracts/sessions.ts';
import { endSessions } from './end-sessions.ts';

export const revokeAllSessions = defineCommand(sessionRevokeAll, async (ctx, input) => {
  const [first, ...rest] = await endSessions(ctx, input.user_id ?? ctx.caller.userId, { except: ctx.caller.sessionId });
  const result = { sessions_ended: first === undefined ? 0 : rest.length + 1 };
  return first === undefined ? { result, changes: null } : { result, changes: [first, ...rest] };
});
