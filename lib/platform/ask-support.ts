import { and, eq } from 'drizzle-orm';
import { role, roleAssignment, supportAccess, supportCase, userAccount } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { type SupportCase, supportCaseAsk } from '#lib/contracts/support.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { enqueueMail } from '#lib/mail/enqueue-mail.ts';
import { readOneSupportAccess } from '#lib/support/support-rows.ts';
import { readPlatformTenant } from './get-tenant.ts';
import { inOtherTenant } from './in-other-tenant.ts';
import { noteInTenant } from './note-in-tenant.ts';

/** Who is told: the administrators of the tenant, some of them where there are many. */
const recipientsMax = 20;

async function tellAdministrators(
  { tx, now, caller }: OperationContext,
  tenantId: string,
  { reason, hours }: InputOf<typeof supportCaseAsk>,
) {
  const administrators = await tx
    .selectDistinct({ email: userAccount.email })
    .from(userAccount)
    .innerJoin(roleAssignment, and(eq(roleAssignment.tenantId, tenantId), eq(roleAssignment.userId, userAccount.id)))
    .innerJoin(role, and(eq(role.tenantId, tenantId), eq(role.id, roleAssignment.roleId)))
    .where(and(eq(userAccount.tenantId, tenantId), eq(userAccount.status, 'active'), eq(role.name, 'tenant_admin')))
    .limit(recipientsMax);
  const content = {
    subject: `${caller.name || caller.email} of Tollgate asks to look into your organization`,
    paragraphs: [reason],
    facts: [
      ['For', `${hours} hours from when you agree`] as const,
      ['May read', 'Settings, structure and sums; no prompts, no secrets'] as const,
    ],
    action: 'Decide',
    foot: 'Nothing is open to them unless an administrator agrees, and you can end it at any moment.',
  };
  await enqueueMail(
    tx,
    tenantId,
    now,
    administrators.map(({ email }) => ({ recipient: email, content, linkPath: '/settings/support', linkId: null })),
  );
}

async function ask(ctx: OperationContext, id: string, input: InputOf<typeof supportCaseAsk>) {
  const { tx, caller, now } = ctx;
  const { tenant_id: tenantId, reason, hours } = input;
  const open = await tx
    .select({ id: supportAccess.id })
    .from(supportAccess)
    .where(and(eq(supportAccess.tenantId, tenantId), eq(supportAccess.state, 'asked'), eq(supportAccess.operatorId, caller.userId)));
  if (open.length > 0) throw new AppError('conflict', { detail: 'You have asked this organization already; they have not decided yet.' });
  const operator = { operatorId: caller.userId, operatorName: caller.name, operatorEmail: caller.email };
  await tx.insert(supportAccess).values({ tenantId, id, reason, hours, ...operator, createdAt: now, updatedAt: now });
  await tellAdministrators(ctx, tenantId, input);
  const after = { reason, hours, operator: caller.email };
  await noteInTenant(ctx, tenantId, 'support_access.ask', [
    { resource: 'support_access', id: toPublicId('supportAccess', id), before: null, after },
  ]);
  return readOneSupportAccess(tx, tenantId, now, id);
}

export const askSupport = defineCommand(supportCaseAsk, async (ctx, input) => {
  const { tenant_id: ofTenantId } = input;
  const tenant = await readPlatformTenant(ctx, ofTenantId);
  const id = newUuid(ctx.now.getTime());
  const access = await inOtherTenant(ctx, ofTenantId, () => ask(ctx, id, input));
  await ctx.tx.insert(supportCase).values({ tenantId: ctx.tenantId, id, ofTenantId, createdBy: ctx.caller.userId, createdAt: ctx.now });
  const result: SupportCase = { ...access, tenant_id: ofTenantId, tenant_name: tenant.name };
  const after = { tenant_id: toPublicId('tenant', ofTenantId), reason: input.reason, hours: input.hours };
  return { result, changes: [{ resource: 'support_case', id: toPublicId('supportAccess', id), before: null, after }] };
});
