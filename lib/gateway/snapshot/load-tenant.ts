import { and, asc, eq, isNull } from 'drizzle-orm';
import { connection, tenant } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { openWith, readWrappedKeys } from '#lib/connections/keyring.ts';
import { AppError } from '#lib/core/errors.ts';
import type { Logger } from '#lib/core/logger.ts';
import type { MasterKeys } from '#lib/core/master-keys.ts';
import type { ConnectionTarget, TenantSnapshot } from './snapshot.ts';

export interface TenantLoader {
  readonly masterKeys: MasterKeys;
  readonly inFlightMaxPerTenant: number;
  readonly logger: Logger;
}

const isEmpty = (record: object): boolean => Object.keys(record).length === 0;

/**
 * A tenant with its active connections, oldest first, credentials opened. A connection whose credential does not open is
 * left out and logged: the others go on serving. Wants a transaction that reads one picture.
 */
export async function loadTenant(tx: TenantTransaction, tenantId: string, loader: TenantLoader): Promise<TenantSnapshot> {
  const [row] = await tx.select({ unpricedPolicy: tenant.unpricedPolicy }).from(tenant).where(eq(tenant.tenantId, tenantId));
  if (row === undefined) throw new AppError('internal', { internal: `Tenant ${tenantId} does not exist` });
  const stored = await tx
    .select()
    .from(connection)
    .where(and(eq(connection.tenantId, tenantId), eq(connection.status, 'active'), isNull(connection.archivedAt)))
    .orderBy(asc(connection.id));
  const keys = await readWrappedKeys(tx, tenantId);
  const connections = stored.flatMap((one): ConnectionTarget[] => {
    const { id, name, provider, baseUrl, credential, encryptionKeyId, models, settings, modelNames } = one;
    const own = { ...(isEmpty(settings) ? {} : { settings }), ...(isEmpty(modelNames) ? {} : { modelNames }) };
    const target = { connectionId: id, name, provider, baseUrl, models, ...own };
    if (credential === null || encryptionKeyId === null) return [{ ...target, credential: null }];
    try {
      return [{ ...target, credential: openWith(loader.masterKeys, tenantId, keys, { connectionId: id, credential, encryptionKeyId }) }];
    } catch (err) {
      loader.logger.error({ err, tenantId, connectionId: id }, 'A connection is out of service because its credential does not open');
      return [];
    }
  });
  return { tenantId, unpricedPolicy: row.unpricedPolicy, connections, inFlightMax: loader.inFlightMaxPerTenant };
}
