import { personPattern } from './person-pattern.ts';

/** Whom a request is about, with what names them in texts. */
export interface Subject {
  readonly tenantId: string;
  readonly requestId: string;
  /** Null for somebody who is known by an address only. */
  readonly userId: string | null;
  readonly email: string;
  readonly name: string;
  /** What stands in their place. */
  readonly pseudonym: string;
}

export const patternsOf = (subject: Subject) => ({ text: personPattern(subject), json: personPattern(subject, 'json') });
