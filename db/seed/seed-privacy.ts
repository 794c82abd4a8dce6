import { and, asc, eq, inArray } from 'drizzle-orm';
import { consentPurpose, consentRecord, legalHold, privacyRequest, userAccount } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { newUuid } from '#lib/core/ids.ts';

export interface PrivacySeed {
  readonly tx: TenantTransaction;
  readonly tenantId: string;
  readonly admin: { readonly id: string };
  readonly people: readonly { readonly id: string; readonly team: string }[];
  readonly now: Date;
}

const dayMs = 86_400_000;

/** Inserts two purposes with what some people said, three requests on their way, and a hold of the past. */
export async function seedPrivacy({ tx, tenantId, admin, people, now }: PrivacySeed): Promise<void> {
  const at = (daysAgo: number) => new Date(now.getTime() - daysAgo * dayMs);
  const [first, second, third] = await tx
    .select({ id: userAccount.id, email: userAccount.email })
    .from(userAccount)
    .where(
      and(
        eq(userAccount.tenantId, tenantId),
        inArray(
          userAccount.id,
          people.filter(({ team }) => team === 'Mobile').map(({ id }) => id),
        ),
      ),
    )
    .orderBy(asc(userAccount.email))
    .limit(3);
  if (first === undefined || second === undefined || third === undefined) return;
  const purposes = [
    {
      ...{ id: newUuid(at(90).getTime()), name: 'Statistics by name', basis: 'consent' as const, effect: 'pseudonymous' as const },
      description: 'Your calls are shown with your name to whoever leads your team. Without your consent they are shown under a pseudonym.',
    },
    {
      ...{ id: newUuid(at(90).getTime()), name: 'Billing', basis: 'contract' as const, effect: 'none' as const },
      description: 'What your calls cost is charged to your team and kept for ten years, as the tax law asks.',
    },
  ];
  await tx.insert(consentPurpose).values(purposes.map((purpose) => ({ tenantId, ...purpose, createdAt: at(90), updatedAt: at(90) })));
  const asked = people.slice(0, 24);
  await tx.insert(consentRecord).values(
    asked.map(({ id: userId }, index) => ({
      ...{
        tenantId,
        id: newUuid(at(80 - index).getTime()),
        purposeId: purposes[0]?.id ?? '',
        userId,
        state: 'given' as const,
        textVersion: 1,
      },
      ...{ evidence: 'Said so while signed in', recordedBy: userId, createdAt: at(80 - index) },
    })),
  );
  const request = (daysAgo: number, person: { readonly id: string; readonly email: string }) => ({
    ...{ tenantId, id: newUuid(at(daysAgo).getTime()), law: 'gdpr' as const, userId: person.id, email: person.email },
    ...{ receivedAt: at(daysAgo), dueAt: at(daysAgo - 30), createdBy: admin.id, createdAt: at(daysAgo), updatedAt: at(daysAgo) },
  });
  const verified = { verifiedHow: 'Asked back on the known telephone number', verifiedBy: admin.id };
  await tx.insert(privacyRequest).values([
    { ...request(25, first), kind: 'rectification', state: 'verified', note: 'The family name changed.', ...verified, verifiedAt: at(24) },
    { ...request(6, second), kind: 'access', state: 'received', note: 'By letter.' },
    {
      ...request(40, third),
      ...{ kind: 'objection', state: 'rejected', ...verified, verifiedAt: at(39) },
      ...{ outcome: 'Withdrawn after a talk with the works council', endedAt: at(35) },
    },
  ]);
  await tx.insert(legalHold).values({
    ...{
      tenantId,
      id: newUuid(at(300).getTime()),
      name: 'Tax audit 2024',
      reason: 'Notice of the tax office',
      kind: 'range',
      state: 'released',
    },
    ...{ fromAt: at(700), toAt: at(335), createdBy: first.id, approvedBy: admin.id, approvedAt: at(299), createdAt: at(300) },
    ...{
      releaseReason: 'The audit has ended',
      releaseBy: first.id,
      releasedBy: admin.id,
      releasedAt: at(60),
      updatedAt: at(60),
      version: 4,
    },
  });
}
