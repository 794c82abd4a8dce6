import { userAccount } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { newUuid } from '#lib/core/ids.ts';

/** A domain that no mail ever reaches and nobody can own (RFC 2606), so that no address of a person is taken. */
const domain = 'service.invalid';

/** Makes the account that a program acts as; without a password nobody can sign in to it. Answers its id. */
export async function createServiceAccount({ tx, tenantId, now }: OperationContext, name: string): Promise<string> {
  const id = newUuid(now.getTime());
  await tx.insert(userAccount).values({ tenantId, id, kind: 'service', name, email: `${id}@${domain}`, createdAt: now, updatedAt: now });
  return id;
}
