import { and, eq } from 'drizzle-orm';
import { oauthClient, oauthToken, userAccount } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { clientRotate, clientUpdate, OauthClient } from '#lib/contracts/clients.ts';
import { AppError } from '#lib/core/errors.ts';
import { hashBearer, newBearer } from './bearer.ts';
import { lockClient, writeClient } from './client-rows.ts';

const hourMs = 3_600_000;

type Fields = Pick<OauthClient, 'name' | 'description' | 'token_seconds' | 'status'>;

/** The fields as they are to be: what was given, else what is there. */
const wantedOf = (before: OauthClient, given: { readonly [Name in keyof Fields]?: Fields[Name] | undefined }): Fields => ({
  name: given.name ?? before.name,
  description: given.description ?? before.description,
  token_seconds: given.token_seconds ?? before.token_seconds,
  status: given.status ?? before.status,
});

/** Whether a client is disabled is read with each of its requests, so its access tokens stop with it. */
export const updateClient = defineCommand(clientUpdate, async (ctx, { client_id: id, ...given }) => {
  const before = await lockClient(ctx, id);
  const { name, description, token_seconds: tokenSeconds, status } = wantedOf(before, given);
  const isSame =
    name === before.name && description === before.description && tokenSeconds === before.token_seconds && status === before.status;
  if (isSame) return { result: before, changes: null };
  // Whoever disabled it may have done so because of the very token that asks.
  if (status === 'active' && before.status === 'disabled' && ctx.caller.credential !== undefined)
    throw new AppError('forbidden', { detail: 'Only a person who is signed in enables a client; a token can disable one.' });
  // The account is shown by its name where it acts.
  if (name !== before.name)
    await ctx.tx
      .update(userAccount)
      .set({ name, updatedAt: ctx.now })
      .where(and(eq(userAccount.tenantId, ctx.tenantId), eq(userAccount.id, before.user_id)));
  const after = await writeClient(ctx, before, { name, description, tokenSeconds, status });
  return { result: after, changes: [changeOf('client', 'oauthClient', OauthClient, before, after)] };
});

async function secretHashOf({ tx, tenantId }: OperationContext, id: string): Promise<string | null> {
  const [row] = await tx
    .select({ hash: oauthClient.secretHash })
    .from(oauthClient)
    .where(and(eq(oauthClient.tenantId, tenantId), eq(oauthClient.id, id)));
  return row?.hash ?? null;
}

/** Without an overlap the secret was lost or stolen: what was fetched with it ends too. */
export const rotateClient = defineCommand(clientRotate, async (ctx, { client_id: id, overlap_hours: hours }) => {
  const { tx, tenantId, now, runtime } = ctx;
  const before = await lockClient(ctx, id);
  if (before.status !== 'active') throw new AppError('conflict', { detail: 'This client is disabled. Enable it first.' });
  const { secret, display } = newBearer('oauth_client');
  const after = await writeClient(ctx, before, {
    ...{ display, secretHash: hashBearer(runtime.keyPepper, secret) },
    formerSecretHash: hours === 0 ? null : await secretHashOf(ctx, id),
    formerSecretExpiresAt: hours === 0 ? null : new Date(now.getTime() + hours * hourMs),
  });
  if (hours === 0) await tx.delete(oauthToken).where(and(eq(oauthToken.tenantId, tenantId), eq(oauthToken.clientId, id)));
  return { result: { ...after, secret }, changes: [changeOf('client', 'oauthClient', OauthClient, before, after)] };
});
