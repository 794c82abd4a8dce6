import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import { recoveryCode, secondFactor } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { heldRoles } from '#lib/command/held-roles.ts';
import type { FactorOwner } from './limit-guesses.ts';

/** What a second step can be made with. */
export interface HeldFactors {
  readonly totp: boolean;
  readonly recovery: boolean;
  /** Telephones, oldest first. */
  readonly phones: readonly { readonly id: string; readonly hint: string }[];
  readonly passkeys: readonly { readonly credentialId: string; readonly transports: readonly string[]; readonly rpId: string }[];
}

/** The factors of a person that count: confirmed ones. */
export async function heldFactors(tx: TenantTransaction, { tenantId, userId }: FactorOwner): Promise<HeldFactors> {
  const rows = await tx
    .select()
    .from(secondFactor)
    .where(and(eq(secondFactor.tenantId, tenantId), eq(secondFactor.userId, userId), isNotNull(secondFactor.confirmedAt)))
    .orderBy(secondFactor.id);
  const codes = await tx
    .select({ id: recoveryCode.id })
    .from(recoveryCode)
    .where(and(eq(recoveryCode.tenantId, tenantId), eq(recoveryCode.userId, userId), isNull(recoveryCode.usedAt)))
    .limit(1);
  return {
    totp: rows.some(({ kind }) => kind === 'totp'),
    recovery: codes.length > 0,
    phones: rows.flatMap(({ kind, id, hint }) => (kind === 'sms' ? [{ id, hint }] : [])),
    passkeys: rows.flatMap(({ kind, credentialId, transports, rpId }) =>
      kind === 'passkey' && credentialId !== null && rpId !== null ? [{ credentialId, transports, rpId }] : [],
    ),
  };
}

/** Whether there is anything besides the password. Recovery codes alone are no factor: they stand in for one. */
export const hasFactor = ({ totp, phones, passkeys }: HeldFactors): boolean => totp || phones.length > 0 || passkeys.length > 0;

/** Whether there is something that proves somebody again in a session that is open; a telephone is only asked at sign-in. */
export const hasStrongFactor = ({ totp, passkeys }: HeldFactors): boolean => totp || passkeys.length > 0;

/** From this level on a passkey must have asked for a finger, a face or a PIN. */
const administratorLevel = 80;

/** Whether the person holds a role of an administrator anywhere, now, by themselves or by a group. */
export async function isAdministrator(tx: TenantTransaction, { tenantId, userId }: FactorOwner, now: Date): Promise<boolean> {
  const [highest] = await tx.execute<{ level: number | null }>(sql`
    select max(r.level) as level from ${heldRoles(tenantId, now)} h join role r on r.tenant_id = ${tenantId} and r.id = h.role_id
    where h.user_id = ${userId}`);
  return (highest?.level ?? 0) >= administratorLevel;
}
