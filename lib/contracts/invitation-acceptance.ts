import { z } from 'zod';
import { passwordLengthMin } from '#lib/core/password-length.ts';
import { line } from './fields.ts';
import { passwordLengthMax } from './users.ts';

/** What whoever joins by an invitation sends. */
export const InvitationAcceptance = z.strictObject({
  token: z.string().max(200),
  name: line(120),
  password: z.string().min(passwordLengthMin).max(passwordLengthMax),
});
