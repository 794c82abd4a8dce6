import { hash } from 'node:crypto';

/** What stands in place of a person: the same in all places of one organization, and nothing that leads back without its list of people. */
export const pseudonymOf = (tenantId: string, id: string): string => `person-${hash('sha256', `${tenantId}:${id}`, 'hex').slice(0, 8)}`;
