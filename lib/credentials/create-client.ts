import { count, eq } from 'drizzle-orm';
import { oauthClient } from '#db/schema/index.ts';
import { assignRole, grantScopeOf } from '#lib/access/index.ts';
import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { clientCreate, OauthClient } from '#lib/contracts/clients.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { hashBearer, newBearer } from './bearer.ts';
import { readClient } from './client-rows.ts';
import { createServiceAccount } from './create-service-account.ts';

/** OAuth clients of one organization, at most. */
const clientsMax = 500;

/** The role is granted as to anybody: nobody gives a client what they could not give a person. */
export const createClient = defineCommand(clientCreate, async (ctx, input) => {
  const { tx, tenantId, now, runtime, caller } = ctx;
  const [row] = await tx.select({ clients: count() }).from(oauthClient).where(eq(oauthClient.tenantId, tenantId));
  if ((row?.clients ?? 0) >= clientsMax)
    throw new AppError('limit_reached', { detail: `There are ${clientsMax} clients, which is the most.` });
  const userId = await createServiceAccount(ctx, input.name);
  await assignRole(ctx, { userId, roleId: input.role_id, ...grantScopeOf(input), expiresAt: null });
  const { secret, display } = newBearer('oauth_client');
  const id = newUuid(now.getTime());
  await tx.insert(oauthClient).values({
    ...{ tenantId, id, userId, display, name: input.name, description: input.description, tokenSeconds: input.token_seconds },
    secretHash: hashBearer(runtime.keyPepper, secret),
    createdBy: caller.userId,
    createdAt: now,
    updatedAt: now,
  });
  const client = await readClient(ctx, id);
  return { result: { ...client, secret }, changes: [changeOf('client', 'oauthClient', OauthClient, null, client)] };
});
