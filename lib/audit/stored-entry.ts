import { fromPublicId, toPublicId } from '#lib/core/ids.ts';
import type { LogSql } from './tree-reader.ts';

/** An entry as its row says it, to the letter: JSON as PostgreSQL writes it, so that no digit can change unseen. */
export interface StoredEntry {
  readonly id: string;
  /** Milliseconds since 1970, decimal. */
  readonly timeMs: string;
  readonly actorKind: string;
  readonly actorId: string | null;
  readonly actorName: string;
  readonly action: string;
  readonly resourceKind: string;
  readonly resourceId: string;
  readonly result: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly ip: string | null;
  readonly userAgent: string;
  readonly requestId: string;
}

/** The columns of `StoredEntry` from `audit_entry AS e`. */
export const storedEntryColumns = (sql: LogSql) => sql`
  e.id, (extract(epoch FROM e.occurred_at) * 1000)::numeric(20, 0)::text AS "timeMs", e.actor_kind AS "actorKind", e.actor_id AS "actorId",
  e.actor_name AS "actorName", e.action, e.resource_kind AS "resourceKind", e.resource_id AS "resourceId", e.result,
  e.before::text AS before, e.after::text AS after, e.ip::text AS ip, e.user_agent AS "userAgent", e.request_id AS "requestId"`;

/** Fields of JSON that name the person something is about. */
const personField = /"(?:user_id|person_id|member_id)": ?"(usr_[0-9a-z]{26})"/;

/**
 * The person that before and after are about: the resource itself, or whom it names; null where it is nobody's. What is
 * about several people counts as the first one's.
 */
export function subjectOf(entry: Pick<StoredEntry, 'resourceKind' | 'resourceId' | 'before' | 'after'>): string | null {
  const named = entry.resourceId.startsWith('usr_')
    ? entry.resourceId
    : personField.exec(`${entry.after ?? ''} ${entry.before ?? ''}`)?.[1];
  return named === undefined ? null : (fromPublicId('user', named) ?? null);
}

/** Whose name and address the entry holds: the actor, or, where nobody was signed in, whom it is about. */
export const actorSubjectOf = (entry: StoredEntry): string | null =>
  entry.actorKind === 'anonymous' ? (entry.actorId ?? subjectOf(entry)) : entry.actorId;

/** A person as leaves name them. */
export const personOf = (id: string | null): string | null => (id === null ? null : toPublicId('user', id));
