import { hash } from 'node:crypto';
import { toPublicId } from '#lib/core/ids.ts';
import { keyedHash } from '#lib/core/secrets.ts';
import { personOf, type StoredEntry, subjectOf } from './stored-entry.ts';

/**
 * The bytes that prove an entry: canonical JSON (RFC 8785) of what identifies it, with commitments in place of what is
 * personal. A commitment is HMAC-SHA256 of the value under a salt; a salt is HMAC-SHA256 of the entry's id and the field's
 * name under the key of the person it is about. Who has value and salt can check it; without the key nobody can try values.
 */

/** Fields of an entry that leaves only commit to, by whose they are. */
export const actorFields = ['actor_name', 'ip', 'user_agent'] as const;
export const dataFields = ['after', 'before'] as const;
export type CommittedField = (typeof actorFields)[number] | (typeof dataFields)[number];

const memberOf = { actor_name: 'actorName', ip: 'ip', user_agent: 'userAgent', after: 'after', before: 'before' } as const;

export const committedValue = (entry: StoredEntry, field: CommittedField): string | null => entry[memberOf[field]];

/** Hexadecimal. */
export const saltOf = (subjectKey: Buffer, entryId: string, field: CommittedField): string =>
  keyedHash(subjectKey, `${toPublicId('auditEntry', entryId)}:${field}`);

/** A salt's bytes while its commitment is made. */
const saltBytes = Buffer.alloc(32);

/** HMAC of 0x00 for nothing, of 0x01 and the text for a text; hexadecimal. */
function commitment(salt: string, value: string | null): string {
  saltBytes.write(salt, 'hex');
  return keyedHash(saltBytes, value === null ? '\0' : `\u0001${value}`);
}

/** Where a leaf stands. */
export interface LeafPlace {
  readonly tenantId: string;
  readonly epoch: number;
  readonly index: bigint;
  /** Leaf hash of the one before, over all epochs; 64 zeros for the first. */
  readonly previous: string;
}

export interface SubjectKeys {
  readonly actor: Buffer;
  readonly data: Buffer;
}

/** A longer leaf does not fit C2SP's entry bundles, which have two bytes for its length. */
const leafBytesMax = 65_535;

/** What a leaf says instead of a text that is too long for it. */
const short = (text: string): string => (text.length <= 1024 ? text : `sha256:${hash('sha256', text, 'hex')}`);

/** What a leaf says in the clear, its members in canonical order; `subjectId` is whom before and after are about. */
export const plainLeaf = (entry: StoredEntry, place: LeafPlace, subjectId: string | null) => ({
  action: short(entry.action),
  actor: personOf(entry.actorId),
  actor_kind: entry.actorKind,
  epoch: String(place.epoch),
  id: toPublicId('auditEntry', entry.id),
  index: String(place.index),
  previous: place.previous,
  request: toPublicId('request', entry.requestId),
  resource: short(entry.resourceId),
  resource_kind: short(entry.resourceKind),
  result: entry.result,
  subject: personOf(subjectId),
  tenant: toPublicId('tenant', place.tenantId),
  time: new Date(Number(entry.timeMs)).toISOString(),
  v: '1',
});

/**
 * A leaf's bytes. Texts and nulls in canonical order are canonical JSON as JavaScript writes them; sorting each leaf's members
 * would take as long as hashing it.
 */
export function leafOf(entry: StoredEntry, place: LeafPlace, keys: SubjectKeys): Buffer {
  const { action, actor, actor_kind, ...rest } = plainLeaf(entry, place, subjectOf(entry));
  const commit = (key: Buffer, field: CommittedField) => commitment(saltOf(key, entry.id, field), committedValue(entry, field));
  const commitments = {
    actor_name: commit(keys.actor, 'actor_name'),
    after: commit(keys.data, 'after'),
    before: commit(keys.data, 'before'),
    ip: commit(keys.actor, 'ip'),
    user_agent: commit(keys.actor, 'user_agent'),
  };
  const bytes = Buffer.from(JSON.stringify({ action, actor, actor_kind, commitments, ...rest }));
  if (bytes.length > leafBytesMax) throw new Error(`The leaf of entry ${entry.id} has ${bytes.length} bytes`);
  return bytes;
}
