import { and, eq, isNull, type SQL, sql } from 'drizzle-orm';
import { complianceAttestation, userAccount } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { Attestation, attestationCreate, attestationList, attestationRevoke } from '#lib/contracts/compliance-attestations.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { loadFrameworks } from './load-frameworks.ts';

type Row = typeof complianceAttestation.$inferSelect;
type Reader = Pick<OperationContext, 'tx' | 'tenantId' | 'now'>;

const dayMs = 86_400_000;

function stateOf({ revokedAt, expiresAt }: Row, now: Date): Attestation['state'] {
  if (revokedAt !== null) return 'revoked';
  return expiresAt <= now ? 'expired' : 'valid';
}

const toAttestation = (row: Row, name: string | null, now: Date): Attestation => ({
  ...{ id: row.id, framework: row.framework, ref: row.ref, statement: row.statement },
  ...{ document_name: row.documentName, document_sha256: row.documentSha256 },
  ...{ attested_by: row.attestedBy, attested_by_name: name ?? '', attested_at: row.attestedAt },
  ...{ expires_at: row.expiresAt, revoked_at: row.revokedAt, state: stateOf(row, now) },
});

async function readAttestations(
  { tx, tenantId, now }: Reader,
  where: SQL | undefined,
  orderBy: SQL,
  limit: number,
): Promise<Attestation[]> {
  const rows = await tx
    .select({ row: complianceAttestation, name: sql<string | null>`coalesce(nullif(${userAccount.name}, ''), ${userAccount.email})` })
    .from(complianceAttestation)
    .leftJoin(
      userAccount,
      and(eq(userAccount.tenantId, complianceAttestation.tenantId), eq(userAccount.id, complianceAttestation.attestedBy)),
    )
    .where(and(eq(complianceAttestation.tenantId, tenantId), where))
    .orderBy(orderBy)
    .limit(limit);
  return rows.map(({ row, name }) => toAttestation(row, name, now));
}

async function readAttestation(reader: Reader, id: string): Promise<Attestation> {
  const [found] = await readAttestations(reader, eq(complianceAttestation.id, id), sql`1`, 1);
  if (found === undefined) throw new AppError('not_found');
  return found;
}

export const listAttestations = defineQuery(attestationList, async (ctx, { framework, cursor, limit }) => {
  const order = {
    key: sql`${complianceAttestation.attestedAt}`,
    type: 'time',
    id: sql`${complianceAttestation.id}`,
    descending: true,
    valueOf: (row: Attestation) => row.attested_at.getTime(),
    idOf: (row: Attestation) => row.id,
  } as const;
  const keyset = keysetOf<Attestation>('-attested_at', order, cursor);
  const where = and(framework === undefined ? undefined : eq(complianceAttestation.framework, framework), keyset.after);
  return keyset.page(await readAttestations(ctx, where, keyset.orderBy, limit + 1), limit);
});

/** The control must ask for a person: what checks decide alone, nobody can talk away. */
async function requireControl(ctx: OperationContext, key: string, ref: string): Promise<void> {
  const framework = (await loadFrameworks(ctx)).find((one) => one.key === key);
  const control = framework?.controls.find((one) => one.ref === ref);
  if (control === undefined) throw new AppError('not_found', { errors: [{ pointer: '/ref', detail: 'There is no such control' }] });
  const fault = { pointer: '/ref', detail: 'Checks decide this control; there is nothing to vouch for' };
  if (control.human === null) throw new AppError('validation_failed', { errors: [fault] });
}

export const createAttestation = defineCommand(attestationCreate, async (ctx, input) => {
  const { tx, tenantId, now, caller } = ctx;
  await requireControl(ctx, input.framework, input.ref);
  const id = newUuid(now.getTime());
  await tx.insert(complianceAttestation).values({
    ...{ tenantId, id, framework: input.framework, ref: input.ref, statement: input.statement },
    ...{ documentName: input.document_name, documentSha256: input.document_sha256, attestedBy: caller.userId, attestedAt: now },
    expiresAt: new Date(now.getTime() + input.valid_days * dayMs),
  });
  const result = await readAttestation(ctx, id);
  return { result, changes: [changeOf('compliance_attestation', 'attestation', Attestation, null, result)] };
});

export const revokeAttestation = defineCommand(attestationRevoke, async (ctx, { attestation_id: id }) => {
  const { tx, tenantId, now, caller } = ctx;
  const before = await readAttestation(ctx, id);
  const alive = and(
    eq(complianceAttestation.tenantId, tenantId),
    eq(complianceAttestation.id, id),
    isNull(complianceAttestation.revokedAt),
  );
  const revoked = await tx
    .update(complianceAttestation)
    .set({ revokedAt: now, revokedBy: caller.userId })
    .where(alive)
    .returning({ id: complianceAttestation.id });
  if (revoked.length === 0) throw new AppError('conflict', { detail: 'It was taken back already.' });
  const after = await readAttestation(ctx, id);
  return { result: after, changes: [changeOf('compliance_attestation', 'attestation', Attestation, before, after)] };
});
