import { hash } from 'node:crypto';
import { keyedHash } from '#lib/core/secrets.ts';

/** The secret at the end of a link in an e-mail, in hex. It is derived as the message is sent, so that nothing stores it. */
export const linkToken = (pepper: Buffer, linkId: string): string => keyedHash(pepper, JSON.stringify(['mail-link', linkId]));

/** What is stored of such a secret. */
export const linkTokenHash = (token: string): string => hash('sha256', token, 'hex');
