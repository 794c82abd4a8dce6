import { and, eq, isNull, or } from 'drizzle-orm';
import { department, guardrail, guardrailVersion, team } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { openWith, type WrappedKey } from '#lib/connections/keyring.ts';
import { GuardrailSet, type GuardrailSource } from '#lib/guardrails/engine/guardrail-set.ts';
import { fromStored } from '#lib/guardrails/guardrail-rows.ts';
import { PlaceChains } from '#lib/organization/place-chains.ts';
import type { TenantGuardrails } from '../guardrails/tenant-guardrails.ts';
import type { TenantLoader } from './load-tenant.ts';

type Loader = Pick<TenantLoader, 'masterKeys' | 'logger'>;

/** The secret of a webhook; null where there is none or it does not open, and then the guardrail catches what it is for. */
function secretOf(
  row: { readonly id: string; readonly credential: Buffer | null; readonly encryptionKeyId: string | null },
  tenantId: string,
  keys: readonly WrappedKey[],
  { masterKeys, logger }: Loader,
): string | null {
  const { id, credential, encryptionKeyId } = row;
  if (credential === null || encryptionKeyId === null) return null;
  try {
    return openWith(masterKeys, tenantId, keys, { connectionId: id, credential, encryptionKeyId });
  } catch (err) {
    logger.error({ err, tenantId, guardrailId: id }, 'A guardrail catches its calls because its secret does not open');
    return null;
  }
}

/** The guardrails of a tenant that are in force or watch; null where there are none, and then nothing else is read. */
export async function loadGuardrails(
  tx: TenantTransaction,
  tenantId: string,
  keys: readonly WrappedKey[],
  loader: Loader,
): Promise<TenantGuardrails | null> {
  const rows = await tx
    .select({
      ...{ id: guardrail.id, name: guardrail.name, scopeKind: guardrail.scopeKind, scopeId: guardrail.scopeId },
      ...{ credential: guardrail.credential, encryptionKeyId: guardrail.encryptionKeyId, activeVersion: guardrail.activeVersion },
      ...{ version: guardrailVersion.number, stored: guardrailVersion.definition },
    })
    .from(guardrail)
    .innerJoin(guardrailVersion, and(eq(guardrailVersion.tenantId, guardrail.tenantId), eq(guardrailVersion.guardrailId, guardrail.id)))
    .where(
      and(
        eq(guardrail.tenantId, tenantId),
        isNull(guardrail.archivedAt),
        or(eq(guardrailVersion.number, guardrail.activeVersion), eq(guardrailVersion.number, guardrail.shadowVersion)),
      ),
    );
  if (rows.length === 0) return null;
  const sources = rows.map((row): GuardrailSource => {
    const { id, name, scopeKind, scopeId, version, stored, activeVersion } = row;
    const mode = version === activeVersion ? 'active' : 'shadow';
    const definition = fromStored(stored);
    const secret = secretOf(row, tenantId, keys, loader);
    return { guardrailId: id, name, scopeKind, scopeId, version, mode, definition, secret };
  });
  const isPlaced = sources.some(({ scopeKind }) => scopeKind === 'team' || scopeKind === 'department');
  const teams = isPlaced
    ? await tx
        .select({ id: team.id, parentId: team.parentId, departmentId: team.departmentId })
        .from(team)
        .where(eq(team.tenantId, tenantId))
    : [];
  const departments = isPlaced
    ? await tx.select({ id: department.id, parentId: department.parentId }).from(department).where(eq(department.tenantId, tenantId))
    : [];
  const chains = new PlaceChains(teams, departments);
  return { set: new GuardrailSet(sources), chainsOf: (teamId, departmentId) => chains.of(teamId, departmentId) };
}
