import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { emailAddress, line, searchText, versionNumber } from './fields.ts';
import { TeamRole } from './members.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';

/** Days a link works after it was sent. */
export const invitationDays = 7;

export const invitationStates = ['open', 'accepted', 'revoked', 'expired'] as const;

/** Somebody who was asked to join the organization. */
export const Invitation = z
  .strictObject({
    id: publicId('invitation'),
    email: z.string(),
    name: z.string(),
    state: z.enum(invitationStates),
    role_id: publicId('role').meta({ description: 'Given on the whole organization' }),
    role_title: z.string(),
    team_id: publicId('team').nullable(),
    team_name: z.string().nullable(),
    team_role: TeamRole,
    invited_by: z.strictObject({ user_id: publicId('user'), name: z.string() }),
    sendings: z.number().int().min(1).meta({ description: 'How often a link was sent; only the last one works' }),
    expires_at: instant,
    accepted_at: instant.nullable(),
    user_id: publicId('user').nullable().meta({ description: 'Who joined by it' }),
    created_at: instant,
    updated_at: instant,
    version: versionNumber,
  })
  .meta({ id: 'Invitation' });
export type Invitation = z.output<typeof Invitation>;

/** An invitation with the way in, for handing over where no e-mail is sent. */
export const SentInvitation = z.strictObject({
  invitation: Invitation,
  link_path: z.string().meta({ description: 'Shown once: path of the page that the e-mail leads to; whoever opens it can join' }),
});

const invitationId = publicId('invitation');
const exampleId = 'inv_01jdnhwyg0e008000000000001';
const exampleTeamId = 'team_01jdnhwyg0e008000000000001';

export const invitationList = defineOperation({
  name: 'invitation.list',
  summary: 'List invitations',
  permission: 'users.read',
  scope: 'tenant',
  input: z.strictObject({
    ...pageInput,
    search: searchText.meta({ description: 'Part of the e-mail address or name' }),
    state: z.enum([...invitationStates, 'all']).default('open'),
    sort: z.enum(['created_at', '-created_at']).default('-created_at'),
  }),
  output: pageOf(Invitation),
  errors: ['invalid_cursor'],
  examples: [{}, { state: 'all', search: 'a' }],
  http: { method: 'GET', path: '/invitations' },
  recordsReads: true,
});

export const invitationCreate = defineOperation({
  name: 'invitation.create',
  summary: 'Invite a person by e-mail, with a role and a team',
  permission: 'users.write',
  scope: 'tenant',
  stepUp: true,
  input: z.strictObject({
    email: emailAddress,
    name: line(120).optional().meta({ description: 'Proposed on the page; the person may write another' }),
    role_id: publicId('role').optional().meta({ description: 'On the whole organization; the role "user" unless said' }),
    team_id: publicId('team').optional(),
    team_role: TeamRole.default('member'),
  }),
  output: SentInvitation,
  errors: ['conflict', 'limit_reached'],
  examples: [{ email: 'grace@example.com', name: 'Grace Hopper', team_id: exampleTeamId }],
  http: { method: 'POST', path: '/invitations', status: 201 },
});

export const invitationResend = defineOperation({
  name: 'invitation.resend',
  summary: 'Send a new link, from now on the only one that works, with its whole time',
  permission: 'users.write',
  scope: 'tenant',
  stepUp: true,
  input: z.strictObject({ invitation_id: invitationId }),
  output: SentInvitation,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ invitation_id: exampleId }],
  http: { method: 'POST', path: '/invitations/{invitation_id}/resend' },
});

export const invitationRevoke = defineOperation({
  name: 'invitation.revoke',
  summary: 'Take an invitation back; its link stops working at once',
  permission: 'users.write',
  scope: 'tenant',
  input: z.strictObject({ invitation_id: invitationId }),
  output: Invitation,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ invitation_id: exampleId }],
  http: { method: 'POST', path: '/invitations/{invitation_id}/revoke' },
});

/** What the page behind a link shows to whoever opens it. */
export interface OpenedInvitation {
  readonly organization: string;
  readonly email: string;
  readonly name: string;
  readonly inviter: string;
  readonly team: string | null;
  readonly expiresAt: Date;
}
