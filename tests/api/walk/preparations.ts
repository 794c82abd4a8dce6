import { and, eq } from 'drizzle-orm';
import {
  approval,
  approvalLink,
  approvalStep,
  budget,
  connection,
  costCenter,
  department,
  environment,
  priceDecision,
  priceOverride,
  project,
  release,
  rerate,
  team,
  tenant,
  userAccount,
  virtualKey,
} from '#db/schema/index.ts';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import { approvalLinkOpen } from '#lib/contracts/approval-links.ts';
import { newUuid } from '#lib/core/ids.ts';
import { linkTokenHash } from '#lib/mail/link-token.ts';
import { cheapPasswordHash } from '#tests/support/cheap-password.ts';
import type { TestDatabase } from '#tests/support/database.ts';
import type { CallOptions } from './call.ts';
import { idIn, type World } from './world.ts';

type Preparation = (tx: TenantTransaction, world: World) => Promise<unknown>;

/** A budget of nothing is exceeded from the start: an alert of a place. */
const exhausted =
  (scopeKind: 'tenant' | 'department' | 'team' | 'project'): Preparation =>
  (tx, world) =>
    tx.insert(budget).values({
      ...{ tenantId: world.tenantId, id: newUuid(), name: `Nothing ${newUuid()}`, scopeKind, limitNanoUsd: 0n, periodKind: 'monthly' },
      scopeValue: scopeKind === 'tenant' ? '' : idIn(world)(scopeKind),
      thresholds: [{ percent: 100, severity: 'exceeded', actions: ['notify'] }],
    });

/** The link of the examples, sent to the administrator. */
const linked: Preparation = async (tx, world) => {
  const { tenantId, admin } = world;
  const [step] = await tx
    .select({ id: approvalStep.id })
    .from(approvalStep)
    .where(and(eq(approvalStep.tenantId, tenantId), eq(approvalStep.approvalId, idIn(world)('approval'))));
  const tokenHash = linkTokenHash(approvalLinkOpen.examples[0]?.token ?? '');
  const expiresAt = new Date(Date.now() + 3_600_000);
  await tx.insert(approvalLink).values({ tenantId, id: newUuid(), stepId: step?.id ?? '', userId: admin.userId, tokenHash, expiresAt });
};
/** Price lists come into force when somebody approves them. */
const reviewed: Preparation = (tx, world) => tx.update(tenant).set({ priceReview: 'review' }).where(eq(tenant.tenantId, world.tenantId));

/** What must have happened before the example of an operation can change something. */
const preparations: Readonly<Record<string, Preparation>> = {
  'approval.cancel': (tx, world) =>
    tx
      .update(approval)
      .set({ requesterId: world.admin.userId })
      .where(and(eq(approval.tenantId, world.tenantId), eq(approval.id, idIn(world)('approval')))),
  'approval.collect': (tx, world) =>
    tx
      .update(approval)
      .set({
        ...{ kind: 'key_request', state: 'approved', requesterId: world.admin.userId, amountNanoUsd: null },
        subject: { name: 'Notebook', team_id: null, models: null, expires_at: null },
      })
      .where(and(eq(approval.tenantId, world.tenantId), eq(approval.id, idIn(world)('approval')))),
  'approval_link.decide': linked,
  'approval_link.open': linked,
  'connection.enable': (tx, world) =>
    tx
      .update(connection)
      .set({ status: 'disabled' })
      .where(and(eq(connection.tenantId, world.tenantId), eq(connection.id, idIn(world)('connection')))),
  'key.enable': (tx, world) =>
    tx
      .update(virtualKey)
      .set({ status: 'disabled' })
      .where(and(eq(virtualKey.tenantId, world.tenantId), eq(virtualKey.id, idIn(world)('key')))),
  'budget.restore': (tx, world) =>
    tx
      .update(budget)
      .set({ archivedAt: new Date() })
      .where(and(eq(budget.tenantId, world.tenantId), eq(budget.id, idIn(world)('budget')))),
  'cost_center.restore': (tx, world) =>
    tx
      .update(costCenter)
      .set({ archivedAt: new Date() })
      .where(and(eq(costCenter.tenantId, world.tenantId), eq(costCenter.id, idIn(world)('costCenter')))),
  'department_billing.acknowledge': exhausted('department'),
  'project_billing.acknowledge': exhausted('project'),
  'team_billing.acknowledge': exhausted('team'),
  'tenant_billing.acknowledge': exhausted('tenant'),
  'price_version.approve': reviewed,
  'price_version.reject': async (tx, world) => {
    await reviewed(tx, world);
    await tx.insert(priceDecision).values({
      ...{ tenantId: world.tenantId, id: newUuid(), number: 2, versionId: idIn(world)('priceVersion'), state: 'proposed' },
      ...{ effectiveAt: new Date(), proposedBy: world.admin.userId },
    });
  },
  'price_override.end': (tx, world) =>
    tx.update(priceOverride).set({ state: 'approved' }).where(eq(priceOverride.tenantId, world.tenantId)),
  'rerate.start': (tx, world) => tx.update(rerate).set({ state: 'previewed' }).where(eq(rerate.tenantId, world.tenantId)),
  'rerate.undo': (tx, world) => tx.update(rerate).set({ state: 'done', bookedEvents: 1 }).where(eq(rerate.tenantId, world.tenantId)),
  'department.restore': (tx, world) =>
    tx
      .update(department)
      .set({ archivedAt: new Date() })
      .where(and(eq(department.tenantId, world.tenantId), eq(department.id, idIn(world)('department')))),
  'project.restore': (tx, world) =>
    tx
      .update(project)
      .set({ archivedAt: new Date() })
      .where(and(eq(project.tenantId, world.tenantId), eq(project.id, idIn(world)('project')))),
  'environment.restore': (tx, world) =>
    tx
      .update(environment)
      .set({ archivedAt: new Date() })
      .where(and(eq(environment.tenantId, world.tenantId), eq(environment.id, idIn(world)('environment')))),
  'release.rollback': (tx, world) =>
    tx
      .update(release)
      .set({ status: 'released', releasedAt: new Date() })
      .where(and(eq(release.tenantId, world.tenantId), eq(release.id, idIn(world)('release')))),
  'team.restore': (tx, world) =>
    tx
      .update(team)
      .set({ archivedAt: new Date() })
      .where(and(eq(team.tenantId, world.tenantId), eq(team.id, idIn(world)('team')))),
  'user.reactivate': (tx, world) =>
    tx
      .update(userAccount)
      .set({ status: 'deactivated' })
      .where(and(eq(userAccount.tenantId, world.tenantId), eq(userAccount.id, idIn(world)('user')))),
  'me.change_password': (tx, world) =>
    tx
      .update(userAccount)
      .set({ passwordHash: cheapPasswordHash('an example of a long phrase') })
      .where(and(eq(userAccount.tenantId, world.tenantId), eq(userAccount.id, world.admin.userId))),
};

export async function prepare(database: TestDatabase, operation: string, world: World): Promise<void> {
  const preparation = preparations[operation];
  if (preparation !== undefined) await inTenant(database.databases.app, world.tenantId, (tx) => preparation(tx, world));
}

/** The file of each upload: one that changes something. */
export const files: Readonly<Record<string, (world: World) => NonNullable<CallOptions['file']>>> = {
  'reconciliation.upload': () => ({ type: 'text/csv', content: 'day,model,cost_usd\n2026-10-01,sandbox-small,1.5\n' }),
  'member.import': (world) => ({ type: 'text/csv', content: `email,team_role\nvisitor@${world.slug}.example,member\n` }),
};
