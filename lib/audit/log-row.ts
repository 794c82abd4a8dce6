import type { TransactionSql } from 'postgres';
import type { MasterKeys } from '#lib/core/master-keys.ts';
import { makeLogSecrets, resealLogSecrets, type SealedLogSecrets } from './log-secrets.ts';
import { merkleRoot } from './merkle.ts';

type Sql = Pick<TransactionSql<{ bigint: bigint }>, 'unsafe'>;

/** A tenant's log as its row says it; hashes in hexadecimal. */
export interface LogRow extends SealedLogSecrets {
  readonly tenantId: string;
  readonly epoch: number;
  readonly host: string;
  readonly treeSize: bigint;
  readonly root: string;
  readonly lastLeafHash: string;
  readonly publicKey: Buffer;
  readonly problem: string | null;
  readonly sealedAt: string | null;
}

const columns = `tenant_id AS "tenantId", epoch, host, tree_size AS "treeSize", encode(root, 'hex') AS root,
  encode(last_leaf_hash, 'hex') AS "lastLeafHash", public_key AS "publicKey", sealed_secrets AS "sealedSecrets",
  master_key_id AS "masterKeyId", problem, sealed_at::text AS "sealedAt"`;

/** The log of a tenant; undefined before its first entry was sealed. */
export async function readLog(sql: Sql, tenantId: string): Promise<LogRow | undefined> {
  const [row] = await sql.unsafe<LogRow[]>(`SELECT ${columns} FROM audit_log WHERE tenant_id = $1`, [tenantId]);
  return row;
}

/**
 * The log of a tenant, locked until the transaction ends: whoever else wants to write to it waits here, and then sees what
 * was written. Makes it where there is none, and seals its secrets again after a change of TOLLGATE_SECRET.
 */
export async function lockLog(sql: Sql, tenantId: string, masters: MasterKeys, host: string): Promise<LogRow> {
  const lock = `SELECT ${columns} FROM audit_log WHERE tenant_id = $1 FOR UPDATE`;
  const [known] = await sql.unsafe<LogRow[]>(lock, [tenantId]);
  if (known === undefined) {
    const { sealedSecrets, masterKeyId, publicKey } = makeLogSecrets(masters, tenantId);
    await sql.unsafe(
      `INSERT INTO audit_log (tenant_id, epoch, host, tree_size, root, last_leaf_hash, public_key, sealed_secrets, master_key_id)
       VALUES ($1, 1, $2, 0, decode($3, 'hex'), decode($4, 'hex'), $5, $6, $7) ON CONFLICT DO NOTHING`,
      [tenantId, host, merkleRoot([]), '0'.repeat(64), publicKey, sealedSecrets, masterKeyId],
    );
    return lockLog(sql, tenantId, masters, host);
  }
  const resealed = resealLogSecrets(masters, tenantId, known);
  if (resealed === undefined) return known;
  await sql.unsafe('UPDATE audit_log SET sealed_secrets = $2, master_key_id = $3 WHERE tenant_id = $1', [
    tenantId,
    resealed.sealedSecrets,
    resealed.masterKeyId,
  ]);
  return { ...known, ...resealed };
}

/** Where a log stands after it grew. */
export type LogHead = Pick<LogRow, 'epoch' | 'treeSize' | 'root' | 'lastLeafHash'>;

export async function moveLog(sql: Sql, tenantId: string, head: LogHead): Promise<void> {
  await sql.unsafe(
    `UPDATE audit_log SET epoch = $2, tree_size = $3, root = decode($4, 'hex'), last_leaf_hash = decode($5, 'hex'),
       problem = NULL, sealed_at = now() WHERE tenant_id = $1`,
    [tenantId, head.epoch, String(head.treeSize), head.root, head.lastLeafHash],
  );
}

/** Stops a log: nothing more is sealed until somebody resumes it. */
export async function stopLog(sql: Sql, tenantId: string, problem: string): Promise<void> {
  await sql.unsafe('UPDATE audit_log SET problem = $2 WHERE tenant_id = $1', [tenantId, problem]);
}
