import { and, eq } from 'drizzle-orm';
import { userAccount } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { recentMs } from '#lib/command/require-recent-proof.ts';
import { stepUpOptions } from '#lib/contracts/second-factors.ts';
import { newChallenge } from './challenge.ts';
import { factorKeysOf } from './factor-keys.ts';
import { ownerOf } from './factor-rows.ts';
import { hasStrongFactor, heldFactors, isAdministrator } from './held-factors.ts';

/** What a challenge to prove oneself again in one session is for. */
export const stepUpPurpose = ({ caller }: Pick<OperationContext, 'caller'>): string => `step-up:${caller.sessionId}`;

/**
 * Who has an app or a passkey proves that: a password that was stolen with the session would be no proof. Whoever has neither
 * those nor a password, as people of an identity provider, gets no methods: signing in again is their proof.
 */
export const getStepUpOptions = defineQuery(stepUpOptions, async (ctx) => {
  const { tx, runtime, now, access } = ctx;
  const owner = ownerOf(ctx);
  const held = await heldFactors(tx, owner);
  const [account] = await tx
    .select({ hash: userAccount.passwordHash })
    .from(userAccount)
    .where(and(eq(userAccount.tenantId, owner.tenantId), eq(userAccount.id, owner.userId)));
  const methods = [
    ...(held.passkeys.length > 0 ? ['passkey' as const] : []),
    ...(held.totp ? ['totp' as const] : []),
    ...(held.recovery && hasStrongFactor(held) ? ['recovery' as const] : []),
    ...(hasStrongFactor(held) || account?.hash == null ? [] : ['password' as const]),
  ];
  return {
    methods,
    challenge: newChallenge(factorKeysOf(runtime.masterKeys).challengeKey, stepUpPurpose(ctx), now.getTime()),
    passkeys: held.passkeys.map(({ credentialId, transports }) => ({ id: credentialId, transports: [...transports] })),
    user_verification: (await isAdministrator(tx, owner, now)) ? ('required' as const) : ('preferred' as const),
    verified_until: new Date(access.verifiedAt.getTime() + recentMs),
  };
});
