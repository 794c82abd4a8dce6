import type { Principal } from './snapshot.ts';

/**
 * What was presented: a virtual key, or a loan of it. What a caller left behind under a key is for the same holder alone, so
 * that lender and borrowers see nothing of each other.
 */
export const holderOf = ({ keyId, loan }: Pick<Principal, 'keyId' | 'loan'>): string => loan?.loanId ?? keyId;

/** Whether the secret with this hash is still the one: a borrower who takes another leaves the former without a loan. */
export const isPresentedBy = ({ loan }: Principal, keyHash: string): boolean => loan === undefined || loan.keyHash === keyHash;
