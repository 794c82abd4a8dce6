import { and, eq, isNotNull, type SQL } from 'drizzle-orm';
import { ssoConnection } from '#db/schema/index.ts';
import type { StoredGroupMapping } from '#db/schema/sso.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import type { SsoConnection, SsoGroupMapping } from '#lib/contracts/sso-resource.ts';
import { AppError } from '#lib/core/errors.ts';
import { firstExpiry } from './certificates.ts';
import { connectionPaths } from './connection-paths.ts';

/** A connection as it is stored. Its credential is sealed. */
export type SsoConnectionRow = typeof ssoConnection.$inferSelect;

const mappingOf = ({ group, roleId, departmentId, teamId }: StoredGroupMapping): SsoGroupMapping => ({
  group,
  ...(roleId === undefined ? {} : { role_id: roleId }),
  ...(departmentId === undefined ? {} : { department_id: departmentId }),
  ...(teamId === undefined ? {} : { team_id: teamId }),
});

/** A row as callers see it: an allow-list of columns without the credential. */
export function toResource(row: SsoConnectionRow): SsoConnection {
  return {
    ...{ id: row.id, name: row.name, kind: row.kind, status: row.archivedAt === null ? row.status : 'archived' },
    ...{ issuer: row.issuer, client_id: row.clientId, scopes: row.scopes },
    ...{ has_credential: row.credential !== null, last_four: row.credentialHint, rotated_at: row.credentialRotatedAt },
    encryption_certificates: row.encryptionCertificates,
    ...{ idp_entity_id: row.idpEntityId, idp_sso_url: row.idpSsoUrl, idp_slo_url: row.idpSloUrl },
    ...{ idp_certificates: row.idpCertificates, certificate_expires_at: firstExpiry(row.idpCertificates) },
    ...{ allow_idp_initiated: row.allowIdpInitiated, claims: row.claims, required_groups: row.requiredGroups },
    ...{ group_mappings: row.groupMappings.map(mappingOf), default_role_id: row.defaultRoleId, provisions: row.provisions },
    paths: connectionPaths(row.kind, row.id),
    ...{ tested_at: row.testedAt, test_result: row.testResult },
    ...{ created_at: row.createdAt, updated_at: row.updatedAt, version: row.version },
  };
}

export async function readConnections(
  tx: TenantTransaction,
  tenantId: string,
  { where, orderBy, limit }: { readonly where: SQL | undefined; readonly orderBy: SQL; readonly limit: number },
): Promise<SsoConnection[]> {
  const rows = await tx
    .select()
    .from(ssoConnection)
    .where(and(eq(ssoConnection.tenantId, tenantId), where))
    .orderBy(orderBy)
    .limit(limit);
  return rows.map(toResource);
}

/** The stored row, archived or not; `not_found` for what is not there or another tenant's. */
export async function readConnectionRow(tx: TenantTransaction, tenantId: string, id: string): Promise<SsoConnectionRow> {
  const [found] = await tx
    .select()
    .from(ssoConnection)
    .where(and(eq(ssoConnection.tenantId, tenantId), eq(ssoConnection.id, id)));
  if (found === undefined) throw new AppError('not_found');
  return found;
}

/** The archived connections of a tenant, which speak for nobody any more. */
export async function archivedConnections(tx: TenantTransaction, tenantId: string): Promise<readonly string[]> {
  const rows = await tx
    .select({ id: ssoConnection.id })
    .from(ssoConnection)
    .where(and(eq(ssoConnection.tenantId, tenantId), isNotNull(ssoConnection.archivedAt)));
  return rows.map(({ id }) => id);
}
