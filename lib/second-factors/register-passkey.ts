import { verifyRegistrationResponse } from '@simplewebauthn/server';
import { and, count, eq } from 'drizzle-orm';
import { secondFactor } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { type NewPasskey, transportNames } from '#lib/contracts/passkey-answers.ts';
import { passkeyRegister, SecondFactor } from '#lib/contracts/second-factors.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { factorKeysOf } from './factor-keys.ts';
import { ownerOf, readFactor } from './factor-rows.ts';
import { isAdministrator } from './held-factors.ts';
import { firstRecoveryCodes } from './issue-recovery-codes.ts';
import { registrationPurpose } from './passkey-options.ts';
import { type Site, siteOf } from './site.ts';
import { spendChallenge } from './spend-challenge.ts';

/** Passkeys of one person. */
const passkeysMax = 20;

const refused = (detail: string): AppError => new AppError('validation_failed', { errors: [{ pointer: '/answer', detail }] });

/** The key inside what the browser made, if it was made here, now, for this session, with a verification where one is needed. */
async function verified(ctx: OperationContext, answer: NewPasskey, site: Site) {
  const { tx, tenantId, now, runtime } = ctx;
  const requireUserVerification = await isAdministrator(tx, ownerOf(ctx), now);
  let challenge = '';
  const { id, rawId, type, clientExtensionResults } = answer;
  const checked = await verifyRegistrationResponse({
    response: {
      id,
      rawId,
      type,
      clientExtensionResults,
      response: { ...answer.response, transports: transportNames(answer.response.transports) },
    },
    expectedChallenge: (given) => {
      challenge = given;
      return true;
    },
    expectedOrigin: site.origin,
    expectedRPID: site.rpId,
    requireUserVerification,
    // What is malformed or of another site throws.
  }).catch(() => null);
  if (checked?.verified !== true) throw refused('Not a passkey for this site, or one without the verification that administrators need');
  const { challengeKey: key } = factorKeysOf(runtime.masterKeys);
  if (!(await spendChallenge(tx, { tenantId, key, purpose: registrationPurpose(ctx), challenge, now })))
    throw refused('The challenge is over or was used. Ask for the options again.');
  return checked.registrationInfo;
}

export const registerPasskey = defineCommand(passkeyRegister, async (ctx, { name, answer }) => {
  const { tx, tenantId, now } = ctx;
  const owner = ownerOf(ctx);
  const site = siteOf(ctx.site);
  const { credential, credentialBackedUp } = await verified(ctx, answer, site);
  const [held] = await tx
    .select({ count: count() })
    .from(secondFactor)
    .where(and(eq(secondFactor.tenantId, tenantId), eq(secondFactor.userId, owner.userId), eq(secondFactor.kind, 'passkey')));
  if (Number(held?.count ?? 0) >= passkeysMax)
    throw new AppError('limit_reached', { detail: `A person has at most ${passkeysMax} passkeys.` });
  const id = newUuid(now.getTime());
  const taken = { pointer: '/answer', detail: 'This passkey is registered already' };
  const row = {
    ...{ ...owner, id, kind: 'passkey' as const, name, createdAt: now, confirmedAt: now },
    ...{ credentialId: credential.id, publicKey: Buffer.from(credential.publicKey), signCount: credential.counter },
    ...{ rpId: site.rpId, transports: transportNames(answer.response.transports), backedUp: credentialBackedUp },
  };
  await refuseDuplicate('second_factor_credential', taken, tx.insert(secondFactor).values(row));
  const codes = await firstRecoveryCodes(ctx);
  const factor = await readFactor(tx, owner, id);
  return {
    result: { factor, recovery_code_secrets: [...codes] },
    changes: [changeOf('second_factor', 'secondFactor', SecondFactor, null, factor)],
  };
});
