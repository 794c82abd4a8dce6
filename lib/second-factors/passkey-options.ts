import { and, eq } from 'drizzle-orm';
import { secondFactor } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { passkeyOptions } from '#lib/contracts/second-factors.ts';
import { newChallenge } from './challenge.ts';
import { factorKeysOf } from './factor-keys.ts';
import { ownerOf } from './factor-rows.ts';
import { isAdministrator } from './held-factors.ts';
import { siteOf } from './site.ts';
import { userHandleOf } from './user-handle.ts';

/** What a challenge for a new passkey of one session is for. */
export const registrationPurpose = ({ caller }: Pick<OperationContext, 'caller'>): string => `register:${caller.sessionId}`;

export const getPasskeyOptions = defineQuery(passkeyOptions, async (ctx) => {
  const { tx, tenantId, caller, runtime, now } = ctx;
  const owner = ownerOf(ctx);
  const { rpId } = siteOf(ctx.site);
  const rows = await tx
    .select({ id: secondFactor.credentialId, transports: secondFactor.transports })
    .from(secondFactor)
    .where(and(eq(secondFactor.tenantId, tenantId), eq(secondFactor.userId, owner.userId), eq(secondFactor.kind, 'passkey')));
  return {
    challenge: newChallenge(factorKeysOf(runtime.masterKeys).challengeKey, registrationPurpose(ctx), now.getTime()),
    rp: { id: rpId, name: 'Tollgate' },
    user: {
      id: Buffer.from(userHandleOf(owner)).toString('base64url'),
      name: caller.email,
      display_name: caller.name === '' ? caller.email : caller.name,
    },
    exclude: rows.flatMap(({ id, transports }) => (id === null ? [] : [{ id, transports }])),
    user_verification: (await isAdministrator(tx, owner, now)) ? ('required' as const) : ('preferred' as const),
  };
});
