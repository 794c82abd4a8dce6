import { eq } from 'drizzle-orm';
import { securitySetting } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { needsFactor } from '#lib/command/must-enrol.ts';
import { recentMs } from '#lib/command/require-recent-proof.ts';
import { factorList } from '#lib/contracts/second-factors.ts';
import { countRecoveryCodes, ownerOf, readFactors } from './factor-rows.ts';

export const listFactors = defineQuery(factorList, async (ctx) => {
  const { tx, tenantId, access } = ctx;
  const [rules = null] = await tx.select().from(securitySetting).where(eq(securitySetting.tenantId, tenantId));
  const roles = access.grants.map(({ roleName }) => roleName);
  return {
    data: await readFactors(tx, ownerOf(ctx)),
    recovery_codes_left: await countRecoveryCodes(tx, ownerOf(ctx)),
    required: needsFactor(rules, roles),
    due_at: rules?.factorDueAt ?? null,
    sms: rules !== null && rules.smsGateway !== null,
    verified_until: new Date(access.verifiedAt.getTime() + recentMs),
  };
});
