import { type KeyObject, randomBytes } from 'node:crypto';
import { AppError } from '#lib/core/errors.ts';
import type { MasterKeys } from '#lib/core/master-keys.ts';
import { open, seal } from '#lib/core/secrets.ts';
import { privateKeyOf, publicBytesOf } from './signed-note.ts';

/** What a tenant's log has to itself: the key that signs checkpoints, and the one that seals the keys of subjects. */
export interface LogSecrets {
  readonly signingKey: KeyObject;
  readonly subjectSeal: Buffer;
}

/** The secrets as they are stored. */
export interface SealedLogSecrets {
  readonly sealedSecrets: Buffer;
  readonly masterKeyId: string;
}

const seedBytes = 32;
const contextOf = (tenantId: string): string => `audit-log:${tenantId}`;
const subjectContext = (tenantId: string, subjectId: string): string => `audit-subject:${tenantId}:${subjectId}`;

const read = (plain: Buffer): LogSecrets => ({
  signingKey: privateKeyOf(plain.subarray(0, seedBytes)),
  subjectSeal: plain.subarray(seedBytes),
});

/** New secrets for a log, sealed by the current master key. */
export function makeLogSecrets(masters: MasterKeys, tenantId: string): SealedLogSecrets & { readonly publicKey: Buffer } {
  const plain = randomBytes(seedBytes * 2);
  const { id, key } = masters.current;
  return { sealedSecrets: seal(key, plain, contextOf(tenantId)), masterKeyId: id, publicKey: publicBytesOf(read(plain).signingKey) };
}

function unsealed(masters: MasterKeys, tenantId: string, stored: SealedLogSecrets): Buffer {
  const master = masters.find(stored.masterKeyId);
  if (master === undefined) {
    const internal = `The audit log's secrets are sealed by master key ${stored.masterKeyId}, whose secret is missing from TOLLGATE_PREVIOUS_SECRETS`;
    throw new AppError('internal', { internal });
  }
  try {
    return open(master.key, stored.sealedSecrets, contextOf(tenantId));
  } catch (cause) {
    throw new AppError('internal', { internal: 'The secrets of the audit log do not open', cause });
  }
}

/** Throws `internal` when the master key is not known or a bit was changed. */
export const openLogSecrets = (masters: MasterKeys, tenantId: string, stored: SealedLogSecrets): LogSecrets =>
  read(unsealed(masters, tenantId, stored));

/** The same secrets under the current master key; undefined where they are already. */
export function resealLogSecrets(masters: MasterKeys, tenantId: string, stored: SealedLogSecrets): SealedLogSecrets | undefined {
  const { id, key } = masters.current;
  if (stored.masterKeyId === id) return undefined;
  return { sealedSecrets: seal(key, unsealed(masters, tenantId, stored), contextOf(tenantId)), masterKeyId: id };
}

/** A new key for a subject, and how it is stored. */
export function makeSubjectKey({ subjectSeal }: LogSecrets, tenantId: string, subjectId: string): { key: Buffer; sealed: Buffer } {
  const key = randomBytes(32);
  return { key, sealed: seal(subjectSeal, key, subjectContext(tenantId, subjectId)) };
}

/** Throws when the stored key is not this subject's. */
export const openSubjectKey = ({ subjectSeal }: LogSecrets, tenantId: string, subjectId: string, sealed: Buffer): Buffer =>
  open(subjectSeal, sealed, subjectContext(tenantId, subjectId));
