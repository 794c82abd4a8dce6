import { byteaArrayLiteral, plainArrayLiteral } from '#lib/core/array-literal.ts';
import { type LogSecrets, makeSubjectKey, openSubjectKey } from './log-secrets.ts';
import type { LogSql } from './tree-reader.ts';

/** From where on a subject's key counts; entries before were under one that was erased. */
export interface SubjectKey {
  readonly key: Buffer;
  readonly epoch: number;
  readonly fromIndex: bigint;
}

/** Whether the key is the one that the leaf at a place was made with. */
export const countsAt = (key: SubjectKey | undefined, epoch: number, index: bigint): key is SubjectKey =>
  key !== undefined && (epoch > key.epoch || (epoch === key.epoch && index >= key.fromIndex));

/** The keys of the subjects that have one. */
export async function readSubjectKeys(
  sql: Pick<LogSql, 'unsafe'>,
  tenantId: string,
  secrets: LogSecrets,
  ids: Iterable<string>,
): Promise<Map<string, SubjectKey>> {
  const rows = await sql.unsafe<{ id: string; sealedKey: Buffer; epoch: number; fromIndex: bigint }[]>(
    `SELECT id, sealed_key AS "sealedKey", epoch, from_index AS "fromIndex" FROM audit_subject
     WHERE tenant_id = $1 AND id = ANY ($2::text::uuid[])`,
    [tenantId, plainArrayLiteral([...new Set(ids)])],
  );
  return new Map(
    rows.map(({ id, sealedKey, epoch, fromIndex }) => [id, { key: openSubjectKey(secrets, tenantId, id, sealedKey), epoch, fromIndex }]),
  );
}

/** Makes keys that count from a place on, and stores them. */
export async function makeSubjectKeys(
  sql: Pick<LogSql, 'unsafe'>,
  tenantId: string,
  secrets: LogSecrets,
  ids: readonly string[],
  from: { readonly epoch: number; readonly index: bigint },
): Promise<Map<string, SubjectKey>> {
  const made = ids.map((id) => ({ id, ...makeSubjectKey(secrets, tenantId, id) }));
  if (made.length > 0)
    await sql.unsafe(
      `INSERT INTO audit_subject (tenant_id, id, sealed_key, epoch, from_index)
       SELECT $1, id, key, $4, $5 FROM unnest($2::text::uuid[], $3::text::bytea[]) AS made (id, key)`,
      [
        tenantId,
        plainArrayLiteral(made.map(({ id }) => id)),
        byteaArrayLiteral(made.map(({ sealed }) => sealed.toString('hex'))),
        from.epoch,
        String(from.index),
      ],
    );
  return new Map(made.map(({ id, key }) => [id, { key, epoch: from.epoch, fromIndex: from.index }]));
}
