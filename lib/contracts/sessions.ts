import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';

/** A browser somebody is or was signed in on. */
export const Session = z
  .strictObject({
    id: publicId('session'),
    user_id: publicId('user'),
    user_name: z.string(),
    user_email: z.string(),
    current: z.boolean().meta({ description: 'The session that asks' }),
    ip: z.string().nullable(),
    user_agent: z.string(),
    device: z.string().meta({ description: 'Browser and system, as far as the user agent tells' }),
    method: z.string().meta({ description: 'How it was opened: password, totp, passkey, recovery, sms, or a way of single sign-on' }),
    created_at: instant,
    last_seen_at: instant.meta({ description: 'Accurate to a minute' }),
    expires_at: instant,
    revoked_at: instant.nullable(),
  })
  .meta({ id: 'Session' });
export type Session = z.output<typeof Session>;

const userId = publicId('user');
const exampleId = 'ses_01jdnhwyg0e008000000000001';
const exampleUserId = 'usr_01jdnhwyg0e008000000000001';

export const sessionList = defineOperation({
  name: 'session.list',
  summary: 'List sessions, newest first; own ones for everybody',
  permission: 'sessions.read',
  ownPermission: 'none',
  scope: 'list',
  input: z.strictObject({
    ...pageInput,
    user_id: userId.optional(),
    status: z.enum(['active', 'ended', 'all']).default('active'),
  }),
  output: pageOf(Session),
  errors: ['invalid_cursor'],
  examples: [{}, { user_id: exampleUserId, status: 'all' }],
  http: { method: 'GET', path: '/sessions' },
  recordsReads: true,
});

export const sessionRevoke = defineOperation({
  name: 'session.revoke',
  summary: 'Sign a device out',
  permission: 'sessions.revoke',
  ownPermission: 'none',
  scope: { of: 'session', from: 'session_id' },
  input: z.strictObject({ session_id: publicId('session') }),
  output: z.null(),
  examples: [{ session_id: exampleId }],
  http: { method: 'DELETE', path: '/sessions/{session_id}', status: 204 },
});

export const sessionRevokeAll = defineOperation({
  name: 'session.revoke_all',
  summary: 'Sign a person out everywhere but in the session that asks',
  permission: 'sessions.revoke',
  ownPermission: 'none',
  scope: { of: 'user', from: 'user_id', absent: 'self' },
  input: z.strictObject({ user_id: userId.optional().meta({ description: 'Oneself unless said' }) }),
  output: z.strictObject({ sessions_ended: z.number().int().min(0) }),
  examples: [{ user_id: exampleUserId }],
  http: { method: 'POST', path: '/sessions/revoke-all' },
});

/** One attempt to sign in, whatever came of it. */
export const SignInRecord = z
  .strictObject({
    id: publicId('auditEntry'),
    at: instant,
    result: z.enum(['success', 'failed']),
    method: z.string().nullable().meta({ description: 'Null for a wrong password' }),
    ip: z.string().nullable(),
    device: z.string(),
  })
  .meta({ id: 'SignInRecord' });
export type SignInRecord = z.output<typeof SignInRecord>;

export const meSignIns = defineOperation({
  name: 'me.sign_ins',
  summary: 'List the own sign-ins and the attempts that failed, newest first',
  permission: null,
  scope: 'self',
  input: z.strictObject({ ...pageInput }),
  output: pageOf(SignInRecord),
  errors: ['invalid_cursor'],
  examples: [{}],
  http: { method: 'GET', path: '/users/me/sign-ins' },
});
