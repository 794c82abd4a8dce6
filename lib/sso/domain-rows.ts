import { and, eq, type SQL, sql } from 'drizzle-orm';
import { ssoConnection, ssoDomain } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import type { SsoDomain } from '#lib/contracts/sso-domains.ts';
import { AppError } from '#lib/core/errors.ts';

const recordName = (domain: string): string => `_tollgate-challenge.${domain}`;

/** What the TXT record of a domain must say. */
export const recordValue = (proof: string): string => `tollgate-domain-verification=${proof}`;

/** Domains as callers see them, by name. */
export async function readDomains(tx: TenantTransaction, tenantId: string, where?: SQL): Promise<SsoDomain[]> {
  const rows = await tx
    .select({
      ...{ id: ssoDomain.id, domain: ssoDomain.domain, sso_connection_id: ssoDomain.connectionId, connection_name: ssoConnection.name },
      ...{ proof: ssoDomain.proof, verified_at: ssoDomain.verifiedAt, checked_at: ssoDomain.checkedAt },
      ...{ check_message: ssoDomain.checkMessage, created_at: ssoDomain.createdAt, version: ssoDomain.version },
    })
    .from(ssoDomain)
    .leftJoin(ssoConnection, and(eq(ssoConnection.tenantId, ssoDomain.tenantId), eq(ssoConnection.id, ssoDomain.connectionId)))
    .where(and(eq(ssoDomain.tenantId, tenantId), where))
    .orderBy(sql`${ssoDomain.domain}`);
  return rows.map(({ proof, ...row }) => ({ ...row, record_name: recordName(row.domain), record_value: recordValue(proof) }));
}

export async function readDomain(tx: TenantTransaction, tenantId: string, id: string): Promise<SsoDomain> {
  const [found] = await readDomains(tx, tenantId, eq(ssoDomain.id, id));
  if (found === undefined) throw new AppError('not_found');
  return found;
}
