import { and, count, eq, isNull } from 'drizzle-orm';
import { guardrail } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { sealFor } from '#lib/connections/seal-for.ts';
import { guardrailsMax } from '#lib/contracts/guardrail-names.ts';
import { Guardrail, guardrailCreate } from '#lib/contracts/guardrails.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { requireScope } from '#lib/policies/policy-scope.ts';
import { guardrailNameTaken, requireSound } from './change-guardrail.ts';
import { readGuardrail } from './guardrail-rows.ts';

export const createGuardrail = defineCommand(guardrailCreate, async (ctx, { scope, secret, ...named }) => {
  const { tx, tenantId, now } = ctx;
  await lockTenant(tx, tenantId);
  requireSound(ctx, named.draft, '/draft');
  const [row] = await tx
    .select({ guardrails: count() })
    .from(guardrail)
    .where(and(eq(guardrail.tenantId, tenantId), isNull(guardrail.archivedAt)));
  if ((row?.guardrails ?? 0) >= guardrailsMax)
    throw new AppError('limit_reached', { detail: `The organization has ${guardrailsMax} guardrails, which is the most.` });
  const id = newUuid(now.getTime());
  const sealed = secret === undefined ? {} : await sealFor(ctx, id, { credential: secret, hint: '' });
  const values = { tenantId, id, ...named, ...(await requireScope(ctx, scope)), ...sealed, createdAt: now, updatedAt: now };
  await refuseDuplicate('guardrail_name', guardrailNameTaken, tx.insert(guardrail).values(values));
  const after = await readGuardrail(ctx, id);
  return { result: after, changes: [changeOf('guardrail', 'guardrail', Guardrail, null, after)] };
});
