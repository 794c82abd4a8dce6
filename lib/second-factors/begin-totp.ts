import { and, eq, isNull } from 'drizzle-orm';
import QRCode from 'qrcode';
import { secondFactor, tenant } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { SecondFactor, totpBegin } from '#lib/contracts/second-factors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { ownerOf, readFactor } from './factor-rows.ts';
import { sealFactorSecret } from './factor-secret.ts';
import { newTotpSecret, totpUri } from './totp.ts';

/** A secret that counts for nothing until a code of it was shown; beginning again forgets the one before. */
export const beginTotp = defineCommand(totpBegin, async (ctx, { name }) => {
  const { tx, tenantId, now, runtime, caller } = ctx;
  const owner = ownerOf(ctx);
  const isUnconfirmed = and(eq(secondFactor.kind, 'totp'), isNull(secondFactor.confirmedAt));
  await tx.delete(secondFactor).where(and(eq(secondFactor.tenantId, tenantId), eq(secondFactor.userId, owner.userId), isUnconfirmed));
  const [organization] = await tx.select({ name: tenant.name }).from(tenant).where(eq(tenant.tenantId, tenantId));
  const id = newUuid(now.getTime());
  const secret = newTotpSecret();
  const sealed = await sealFactorSecret(tx, runtime.masterKeys, { tenantId, id, secret });
  await tx.insert(secondFactor).values({ ...owner, id, kind: 'totp', name, createdAt: now, ...sealed });
  const factor = await readFactor(tx, owner, id);
  const uri = totpUri(secret, { issuer: `Tollgate ${organization?.name ?? ''}`.trim(), label: caller.email });
  const picture = await QRCode.toString(uri, { type: 'svg', errorCorrectionLevel: 'M', margin: 2 });
  return {
    result: { factor, secret, secret_uri: uri, qr_svg: picture },
    changes: [changeOf('second_factor', 'secondFactor', SecondFactor, null, factor)],
  };
});
