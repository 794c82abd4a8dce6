import type { PostgresJsTransaction } from 'drizzle-orm/postgres-js';
import type { ExtractTablesWithRelations } from 'drizzle-orm/relations';
import type { TransactionSql } from 'postgres';
import { isUuid } from '#lib/core/ids.ts';
import type { AppDatabase, Schema } from './client.ts';

/** A transaction that sees and writes one tenant's rows. */
export type TenantTransaction = PostgresJsTransaction<Schema, ExtractTablesWithRelations<Schema>>;

export interface TenantTransactionOptions {
  /** PostgreSQL refuses writes (25006). */
  readonly readOnly?: boolean;
  /** `repeatable read` gives all queries of the transaction one picture. Read committed by default. */
  readonly isolation?: 'read committed' | 'repeatable read' | 'serializable';
}

/** What postgres.js hands to a transaction is a function with its own queries and `savepoint`. */
const isTransactionSql = (client: unknown): client is TransactionSql<{ bigint: bigint }> =>
  typeof client === 'function' && 'unsafe' in client && 'savepoint' in client;

/** postgres.js under a transaction, for statements Drizzle cannot say. */
export function clientOf(tx: TenantTransaction): TransactionSql<{ bigint: bigint }> {
  const { session } = tx._;
  // Not `instanceof`: a bundler may load the driver's classes twice in one process.
  if (!('client' in session) || !isTransactionSql(session.client)) throw new Error('The transaction does not run on postgres.js');
  return session.client;
}

/**
 * Runs `work` in a transaction of the tenant: committed when it resolves, rolled back when it rejects. Inside, await
 * every query before returning (no Promise.all that rejects early): what runs after a rollback runs outside of it.
 *
 * `reset all` takes away whatever SQL a former transaction may have left on the pooled connection. It, the transaction's
 * mode and the token are sent together with the first query of `work`, without waiting for their answers; if one of them
 * fails, so does the transaction. The token is a bound parameter because query texts show in pg_stat_activity.
 */
export async function inTenant<T>(
  database: AppDatabase,
  tenantId: string,
  work: (tx: TenantTransaction) => Promise<T>,
  options: TenantTransactionOptions = {},
): Promise<T> {
  if (!isUuid(tenantId)) throw new Error('A tenant id is a UUID in lower case');
  const token = database.signTenant(tenantId);
  return database.transaction(async (tx) => {
    const client = clientOf(tx);
    const modes = [options.isolation && `isolation level ${options.isolation}`, options.readOnly && 'read only'].filter(Boolean);
    client.unsafe(`${modes.length > 0 ? `set transaction ${modes.join(' ')}; ` : ''}reset all`).execute();
    const named = client.unsafe("select set_config('tollgate.tenant', $1, true)", [token]).execute();
    // postgres.js hands a query over one turn after execute(); from here on the order on the connection is fixed.
    await null;
    const result = await work(tx);
    await named;
    return result;
  });
}

/**
 * Runs `work` on the rows of `there` inside a transaction of `home`, which stays one: all of it is kept, or nothing. An error
 * inside has to end the transaction, because nothing says then whose rows the next statement would see.
 */
export async function inTenantOf<T>(
  database: AppDatabase,
  tx: TenantTransaction,
  { home, there }: { readonly home: string; readonly there: string },
  work: () => Promise<T>,
): Promise<T> {
  const client = clientOf(tx);
  const goTo = (id: string) => client`select set_config('tollgate.tenant', ${database.signTenant(id)}, true)`;
  await goTo(there);
  const result = await work();
  await goTo(home);
  return result;
}
