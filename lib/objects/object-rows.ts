import type { providerObject } from '#db/schema/index.ts';
import type { ProviderObject } from './object-store.ts';
import { readWork } from './read-work.ts';

type Row = typeof providerObject.$inferSelect;

const isBody = (value: unknown): value is ProviderObject['body'] => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A row as an object. */
export function toObject({ id, kind, connectionId, providerId, purpose, body, work, reservationId }: Row): ProviderObject {
  return {
    id,
    kind,
    connectionId,
    providerId: providerId ?? '',
    purpose,
    body: isBody(body) ? body : {},
    work: readWork(work),
    reservationId,
  };
}
