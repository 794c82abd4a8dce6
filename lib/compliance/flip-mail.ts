import { and, eq, sql } from 'drizzle-orm';
import { complianceFinding, userAccount } from '#db/schema/index.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { enqueueMail } from '#lib/mail/enqueue-mail.ts';
import { administrators } from './checks/administrators.ts';
import type { Check } from './checks/check.ts';
import { defaultLimits, type Reading } from './compliance-settings.ts';
import type { CheckResult } from './run-check.ts';

/** Administrators who are told of a fault that nobody owns, at most. */
const administratorsMax = 10;

/** Who is told: the owner of the finding, where it has an active one, else the administrators. */
async function toldOf({ tx, tenantId }: Reading, findingId: string, now: Date): Promise<string[]> {
  const [owner] = await tx
    .select({ email: userAccount.email })
    .from(complianceFinding)
    .innerJoin(userAccount, and(eq(userAccount.tenantId, complianceFinding.tenantId), eq(userAccount.id, complianceFinding.ownerId)))
    .where(and(eq(complianceFinding.tenantId, tenantId), eq(complianceFinding.id, findingId), eq(userAccount.status, 'active')));
  if (owner !== undefined) return [owner.email];
  const rows = await tx.execute<{ email: string }>(sql`
    select u.email from (${administrators({ tenantId, now, limits: defaultLimits })}) a
    join user_account u on u.tenant_id = ${tenantId} and u.id = a.id order by u.email limit ${administratorsMax}`);
  return rows.map(({ email }) => email);
}

/** Writes to those who answer for a rule that is no longer kept, in the transaction that found it. */
export async function mailFlip(reading: Reading, check: Check, result: CheckResult, findingId: string, now: Date): Promise<void> {
  const recipients = await toldOf(reading, findingId, now);
  const { failing, examined } = result;
  const content = {
    subject: `Compliance: no longer so: ${check.title}`,
    paragraphs: ['A check of compliance that passed before fails now.', check.mend],
    facts: [
      ['What should hold', check.title],
      ['Severity', check.severity],
      ['Found', check.subject === null ? 'in the settings of the organization' : `${failing} of ${examined}`],
    ],
    action: 'See the finding',
    foot: 'You get this message because you own the finding or administer the organization.',
  } as const;
  const linkPath = `/compliance/findings?open=${toPublicId('finding', findingId)}`;
  const mails = recipients.map((recipient) => ({ recipient, content, linkPath, linkId: null }));
  await enqueueMail(reading.tx, reading.tenantId, now, mails);
}
