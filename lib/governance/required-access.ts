import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import { ssoConnection, userGroup } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { GovernanceConfig } from '#lib/contracts/governance-config.ts';
import { AppError } from '#lib/core/errors.ts';
import type { GovernedPlace } from './governed-place.ts';

const fault = (field: string, detail: string): AppError =>
  new AppError('validation_failed', { errors: [{ pointer: `/access_controls/${field}`, detail }] });

/**
 * The columns by which sessions are judged. Throws `validation_failed` for groups and connections that are not there, and for
 * what could lock a whole organization out.
 */
export async function requiredAccess(
  { tx, tenantId }: OperationContext,
  { kind }: GovernedPlace,
  { access_controls: wanted }: GovernanceConfig,
) {
  const { required_groups: groups, sso_provider: provider, sso_domain: ssoDomain } = wanted;
  if (kind === 'tenant') {
    const elsewhere = 'For the whole organization this is set under Single sign-on, where nobody can be locked out by it';
    if (groups.length > 0) throw fault('required_groups', elsewhere);
    if (provider !== null) throw fault('sso_provider', elsewhere);
    if (ssoDomain !== null) throw fault('sso_domain', elsewhere);
  }
  const found =
    groups.length === 0
      ? []
      : await tx
          .select({ id: userGroup.id, name: sql<string>`lower(${userGroup.name})` })
          .from(userGroup)
          .where(
            and(
              eq(userGroup.tenantId, tenantId),
              inArray(
                sql`lower(${userGroup.name})`,
                groups.map((name) => name.toLowerCase()),
              ),
            ),
          );
  const missing = groups.findIndex((name) => !found.some((group) => group.name === name.toLowerCase()));
  if (missing !== -1) throw fault(`required_groups/${missing}`, 'There is no group of this name');
  const [connection] =
    provider === null
      ? []
      : await tx
          .select({ id: ssoConnection.id })
          .from(ssoConnection)
          .where(
            and(
              eq(ssoConnection.tenantId, tenantId),
              isNull(ssoConnection.archivedAt),
              eq(sql`lower(${ssoConnection.name})`, provider.toLowerCase()),
            ),
          );
  if (provider !== null && connection === undefined) throw fault('sso_provider', 'There is no single sign-on connection of this name');
  return {
    multiFactorRequired: wanted.multi_factor_required,
    sessionTimeoutMinutes: wanted.session_timeout_minutes,
    requiredGroupIds: found.map(({ id }) => id),
    ssoConnectionId: connection?.id ?? null,
    ssoDomain,
  };
}
