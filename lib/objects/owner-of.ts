import type { CallAttribution } from '#lib/usage/usage-event.ts';

/** Who sees what a key left at a provider: its team, else its user, else the key alone, or the loan by which it was used. */
export function ownerOf({ teamId, userId, keyId, loanId }: CallAttribution): string {
  if (teamId !== null) return `team:${teamId}`;
  return userId === null ? `key:${loanId ?? keyId ?? ''}` : `user:${userId}`;
}
