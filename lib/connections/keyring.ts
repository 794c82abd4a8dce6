import { randomBytes } from 'node:crypto';
import { and, desc, eq, isNotNull, isNull, ne } from 'drizzle-orm';
import {
  connection,
  encryptionKey,
  guardrail,
  mcpServer,
  notificationChannel,
  reconciliationSchedule,
  secondFactor,
  ssoConnection,
} from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import type { MasterKeys } from '#lib/core/master-keys.ts';
import { open, seal } from '#lib/core/secrets.ts';

/**
 * Envelope encryption of the credentials of connections, guardrails, tool servers, channels, identity providers and second
 * factors: each tenant has data keys (AES-256), wrapped by a master key derived from TOLLGATE_SECRET; credentials are sealed under a data key. Both seals are bound to their row: a ciphertext that is moved
 * to another tenant or connection does not open.
 */

const dataKeyBytes = 32;

/** An unwrapped data key; lives in memory only. */
export interface DataKey {
  readonly id: string;
  readonly key: Buffer;
}

/** A data key as it is stored. */
export interface WrappedKey {
  readonly id: string;
  readonly masterKeyId: string;
  readonly wrappedKey: Buffer;
}

const keyContext = (tenantId: string, dataKeyId: string): string => `data-key:${tenantId}:${dataKeyId}`;
const credentialContext = (tenantId: string, connectionId: string): string => `connection:${tenantId}:${connectionId}`;

function wrap(masters: MasterKeys, tenantId: string, dataKey: DataKey): WrappedKey {
  const { id, key } = masters.current;
  return { id: dataKey.id, masterKeyId: id, wrappedKey: seal(key, dataKey.key, keyContext(tenantId, dataKey.id)) };
}

/** Throws `internal` when the master key is not known or the stored key was tampered with. */
export function unwrapDataKey(masters: MasterKeys, tenantId: string, stored: WrappedKey): DataKey {
  const master = masters.find(stored.masterKeyId);
  if (master === undefined) {
    const internal = `Data key ${stored.id} is wrapped by master key ${stored.masterKeyId}, whose secret is missing from TOLLGATE_PREVIOUS_SECRETS`;
    throw new AppError('internal', { internal });
  }
  try {
    return { id: stored.id, key: open(master.key, stored.wrappedKey, keyContext(tenantId, stored.id)) };
  } catch (cause) {
    throw new AppError('internal', { internal: `Data key ${stored.id} does not open`, cause });
  }
}

export function sealCredential(dataKey: DataKey, tenantId: string, connectionId: string, credential: string): Buffer {
  return seal(dataKey.key, Buffer.from(credential), credentialContext(tenantId, connectionId));
}

/** Throws `internal` when the ciphertext is not this connection's or not under this key. */
export function openCredential(dataKey: DataKey, tenantId: string, connectionId: string, sealed: Buffer): string {
  try {
    return open(dataKey.key, sealed, credentialContext(tenantId, connectionId)).toString();
  } catch (cause) {
    throw new AppError('internal', { internal: `The credential of connection ${connectionId} does not open`, cause });
  }
}

const keyColumns = { id: encryptionKey.id, masterKeyId: encryptionKey.masterKeyId, wrappedKey: encryptionKey.wrappedKey };

/** All data keys of a tenant as stored, retired ones too: they still open what they sealed. */
export function readWrappedKeys(tx: TenantTransaction, tenantId: string): Promise<WrappedKey[]> {
  return tx.select(keyColumns).from(encryptionKey).where(eq(encryptionKey.tenantId, tenantId));
}

async function createDataKey(tx: TenantTransaction, tenantId: string, masters: MasterKeys): Promise<DataKey> {
  const dataKey = { id: newUuid(), key: randomBytes(dataKeyBytes) };
  await tx.insert(encryptionKey).values({ tenantId, ...wrap(masters, tenantId, dataKey) });
  return dataKey;
}

/** The tenant's newest data key; made when there is none yet. Two at once may make two, which both work. */
export async function dataKeyForSealing(tx: TenantTransaction, tenantId: string, masters: MasterKeys): Promise<DataKey> {
  const [stored] = await tx
    .select(keyColumns)
    .from(encryptionKey)
    .where(and(eq(encryptionKey.tenantId, tenantId), isNull(encryptionKey.retiredAt)))
    .orderBy(desc(encryptionKey.id))
    .limit(1);
  return stored === undefined ? createDataKey(tx, tenantId, masters) : unwrapDataKey(masters, tenantId, stored);
}

/** A credential with the data key it is sealed under. */
export interface SealedCredential {
  readonly connectionId: string;
  readonly credential: Buffer;
  readonly encryptionKeyId: string;
}

/** Opens a credential with the tenant's keys. */
export function openWith(masters: MasterKeys, tenantId: string, keys: readonly WrappedKey[], sealed: SealedCredential): string {
  const stored = keys.find((key) => key.id === sealed.encryptionKeyId);
  if (stored === undefined) throw new AppError('internal', { internal: `Data key ${sealed.encryptionKeyId} is missing` });
  return openCredential(unwrapDataKey(masters, tenantId, stored), tenantId, sealed.connectionId, sealed.credential);
}

/** Wraps again what older master keys wrapped, so that their secrets can be taken away; answers how many keys it was. */
export async function rewrapDataKeys(tx: TenantTransaction, tenantId: string, masters: MasterKeys): Promise<number> {
  const old = await tx
    .select(keyColumns)
    .from(encryptionKey)
    .where(and(eq(encryptionKey.tenantId, tenantId), ne(encryptionKey.masterKeyId, masters.current.id)))
    .for('update');
  for (const stored of old) {
    const { masterKeyId, wrappedKey } = wrap(masters, tenantId, unwrapDataKey(masters, tenantId, stored));
    await tx
      .update(encryptionKey)
      .set({ masterKeyId, wrappedKey })
      .where(and(eq(encryptionKey.tenantId, tenantId), eq(encryptionKey.id, stored.id)));
  }
  return old.length;
}

/** Tables with sealed credentials; what is missing here stays under a retired key. */
const sealedTables = [connection, guardrail, mcpServer, notificationChannel, reconciliationSchedule, secondFactor, ssoConnection] as const;

/** Seals the credentials of a table under another data key; answers how many it was. */
async function sealAgain(
  tx: TenantTransaction,
  tenantId: string,
  table: (typeof sealedTables)[number],
  { masters, keys, dataKey }: { readonly masters: MasterKeys; readonly keys: readonly WrappedKey[]; readonly dataKey: DataKey },
): Promise<number> {
  const sealed = await tx
    .select({ connectionId: table.id, credential: table.credential, encryptionKeyId: table.encryptionKeyId })
    .from(table)
    .where(and(eq(table.tenantId, tenantId), isNotNull(table.credential)))
    .orderBy(table.id)
    .for('update');
  let count = 0;
  for (const { connectionId, credential, encryptionKeyId } of sealed) {
    if (credential === null || encryptionKeyId === null) continue;
    const text = openWith(masters, tenantId, keys, { connectionId, credential, encryptionKeyId });
    await tx
      .update(table)
      .set({ credential: sealCredential(dataKey, tenantId, connectionId, text), encryptionKeyId: dataKey.id })
      .where(and(eq(table.tenantId, tenantId), eq(table.id, connectionId)));
    count += 1;
  }
  return count;
}

/** Retires the tenant's data keys and seals every credential under a new one; answers how many credentials it was. */
export async function renewDataKey(tx: TenantTransaction, tenantId: string, masters: MasterKeys, now: Date): Promise<number> {
  const keys = await readWrappedKeys(tx, tenantId);
  const dataKey = await createDataKey(tx, tenantId, masters);
  await tx
    .update(encryptionKey)
    .set({ retiredAt: now })
    .where(and(eq(encryptionKey.tenantId, tenantId), isNull(encryptionKey.retiredAt), ne(encryptionKey.id, dataKey.id)));
  let count = 0;
  for (const table of sealedTables) count += await sealAgain(tx, tenantId, table, { masters, keys, dataKey });
  return count;
}
