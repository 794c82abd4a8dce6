import { and, eq, type SQL, sql } from 'drizzle-orm';
import { consentPurpose, consentRecord } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { ConsentPurpose } from '#lib/contracts/consents.ts';
import { AppError } from '#lib/core/errors.ts';

type Reading = Pick<OperationContext, 'tx' | 'tenantId'>;

/** People whose newest word about a purpose is this. Columns of the purpose by name: drizzle takes the table off those of a selection from one table. */
const people = (tenantId: string, state: 'given' | 'withdrawn', version: SQL) => sql<number>`(
  select count(*)::integer from (
    select distinct on (r.user_id) r.state, r.text_version from ${consentRecord} r
    where r.tenant_id = ${tenantId} and r.purpose_id = consent_purpose.id order by r.user_id, r.id desc) as said
  where said.state = ${state} and ${version})`;

/** Purposes as callers see them. */
export async function readPurposes(
  { tx, tenantId }: Reading,
  options: { readonly where: SQL | undefined; readonly orderBy: SQL; readonly limit: number },
): Promise<(ConsentPurpose & { readonly created_at: Date })[]> {
  const rows = await tx
    .select({
      row: consentPurpose,
      given: people(tenantId, 'given', sql`said.text_version = consent_purpose.text_version`),
      older: people(tenantId, 'given', sql`said.text_version < consent_purpose.text_version`),
      withdrawn: people(tenantId, 'withdrawn', sql`true`),
    })
    .from(consentPurpose)
    .where(and(eq(consentPurpose.tenantId, tenantId), options.where))
    .orderBy(options.orderBy)
    .limit(options.limit);
  return rows.map(({ row, given, older, withdrawn }) => ({
    ...{ id: row.id, name: row.name, description: row.description, basis: row.basis, text_version: row.textVersion, effect: row.effect },
    ...{ given, given_to_older: older, withdrawn, archived_at: row.archivedAt, version: row.version, created_at: row.createdAt },
  }));
}

/** Throws `not_found`. */
export async function readPurpose(ctx: Reading, id: string): Promise<ConsentPurpose> {
  const [found] = await readPurposes(ctx, { where: eq(consentPurpose.id, id), orderBy: sql`1`, limit: 1 });
  if (found === undefined) throw new AppError('not_found');
  const { created_at: _, ...purpose } = found;
  return purpose;
}
