export { acceptInvitation, openInvitation } from './accept-invitation.ts';
export { resendInvitation, revokeInvitation } from './change-invitation.ts';
export { createInvitation } from './create-invitation.ts';
export { listInvitations } from './list-invitations.ts';
