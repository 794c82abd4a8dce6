import { and, eq } from 'drizzle-orm';
import { scimUser } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { User } from '#lib/contracts/users.ts';

const isSame = (value: unknown, text: string): boolean => typeof value === 'string' && value.toLowerCase() === text.toLowerCase();

/** The addresses with the account's former one replaced. */
function emailsWith(emails: unknown, former: string, email: string): unknown {
  if (!Array.isArray(emails)) return emails;
  return emails.map((item) => (isSame(Reflect.get(Object(item), 'value'), former) ? { ...item, value: email } : item));
}

/**
 * Lets what the directory is shown of a person follow what was changed here, so that name and address have one value. What
 * the directory says next counts again.
 */
export async function keepDirectory({ tx, tenantId }: OperationContext, before: User, after: User): Promise<void> {
  if (before.email === after.email && before.name === after.name) return;
  const row = and(eq(scimUser.tenantId, tenantId), eq(scimUser.userId, after.id));
  const [stored] = await tx.select({ attributes: scimUser.attributes, otherEmails: scimUser.otherEmails }).from(scimUser).where(row);
  if (stored === undefined) return;
  const { attributes, otherEmails } = stored;
  const { displayName, emails } = attributes;
  const kept = {
    ...attributes,
    ...(displayName === undefined ? {} : { displayName: after.name }),
    ...(emails === undefined ? {} : { emails: emailsWith(emails, before.email, after.email) }),
  };
  await tx
    .update(scimUser)
    .set({ attributes: kept, otherEmails: otherEmails.filter((address) => !isSame(address, after.email)) })
    .where(row);
}
