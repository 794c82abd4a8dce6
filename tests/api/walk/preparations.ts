import { and, eq, sql } from 'drizzle-orm';
import {
  accessReview,
  accessReviewItem,
  approval,
  approvalLink,
  approvalStep,
  budget,
  cacheSettings,
  callContent,
  complianceFinding,
  connection,
  connectionLoan,
  costCenter,
  department,
  environment,
  groupMember,
  keyLoan,
  priceDecision,
  priceOverride,
  privacyRequest,
  project,
  recommendation,
  release,
  rerate,
  role,
  secondFactor,
  ssoConnection,
  ssoIdentity,
  ssoSetting,
  supportAccess,
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
import { sealAll } from '#tests/support/seal-audit.ts';
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
/** The privacy request of the world, further on. */
const privacyRequestAt =
  (set: Partial<typeof privacyRequest.$inferInsert>): Preparation =>
  (tx, world) =>
    tx.update(privacyRequest).set(set).where(eq(privacyRequest.tenantId, world.tenantId));
const certificate = `${JSON.stringify({ ...{ organization: 'o', request: 'r', pseudonym: 'p', law: 'gdpr' }, ...{ received_at: '', completed_at: '', erased: [], kept: [] } })}\n\n\u2014 name c2ln\n`;
/** The administrator's password is that of the examples. */
const knownPassword: Preparation = (tx, world) =>
  tx
    .update(userAccount)
    .set({ passwordHash: cheapPasswordHash('an example of a long phrase') })
    .where(and(eq(userAccount.tenantId, world.tenantId), eq(userAccount.id, world.admin.userId)));

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
  'call_content.get': (tx, world) =>
    tx.insert(callContent).values({
      ...{ tenantId: world.tenantId, callId: idIn(world)('request'), level: 'metadata', requestBytes: 40, answerBytes: 80 },
      expiresAt: new Date(Date.now() + 86_400_000),
    }),
  'compliance_finding.decide_acceptance': (tx, world) =>
    tx.update(complianceFinding).set({ acceptanceAskedBy: world.seller.userId }).where(eq(complianceFinding.tenantId, world.tenantId)),
  'compliance_finding.undo': (tx, world) =>
    tx
      .update(complianceFinding)
      .set({ undo: { factor_required: 'nobody' } })
      .where(eq(complianceFinding.tenantId, world.tenantId)),
  // Its one item is decided: a review can be completed, and another be started.
  'compliance_review.complete': (tx, world) =>
    tx.update(accessReviewItem).set({ decision: 'keep' }).where(eq(accessReviewItem.tenantId, world.tenantId)),
  'compliance_review.start': (tx, world) =>
    tx.update(accessReview).set({ state: 'completed' }).where(eq(accessReview.tenantId, world.tenantId)),
  'connection.enable': (tx, world) =>
    tx
      .update(connection)
      .set({ status: 'disabled' })
      .where(and(eq(connection.tenantId, world.tenantId), eq(connection.id, idIn(world)('connection')))),
  'connection.lend': (tx, world) =>
    tx
      .update(connection)
      .set({ ownerTeamId: idIn(world)('team') })
      .where(and(eq(connection.tenantId, world.tenantId), eq(connection.id, idIn(world)('connection')))),
  'connection.recall': (tx, world) =>
    tx
      .update(connectionLoan)
      .set({ connectionId: idIn(world)('connection') })
      .where(and(eq(connectionLoan.tenantId, world.tenantId), eq(connectionLoan.id, idIn(world)('connectionLoan')))),
  'department.archive': (tx, world) =>
    tx
      .update(team)
      .set({ departmentId: null })
      .where(and(eq(team.tenantId, world.tenantId), eq(team.departmentId, idIn(world)('department')))),
  'platform_tenant.resume': (tx, world) => tx.execute(sql`SELECT set_tenant_standing(${idIn(world)('tenant')}::uuid, 'suspended', NULL)`),
  'support_access.end': (tx, world) =>
    tx
      .update(supportAccess)
      .set({ state: 'granted', endsAt: new Date(Date.now() + 3_600_000) })
      .where(and(eq(supportAccess.tenantId, world.tenantId), eq(supportAccess.id, idIn(world)('supportAccess')))),
  'team.archive': (tx, world) =>
    tx
      .update(connection)
      .set({ ownerTeamId: null })
      .where(and(eq(connection.tenantId, world.tenantId), eq(connection.ownerTeamId, idIn(world)('team')))),
  'key.recall': (tx, world) =>
    tx
      .update(keyLoan)
      .set({ keyId: idIn(world)('key') })
      .where(and(eq(keyLoan.tenantId, world.tenantId), eq(keyLoan.id, idIn(world)('keyLoan')))),
  'key.enable': (tx, world) =>
    tx
      .update(virtualKey)
      .set({ status: 'disabled' })
      .where(and(eq(virtualKey.tenantId, world.tenantId), eq(virtualKey.id, idIn(world)('key')))),
  // Search has a second budget of the same months, which can borrow.
  'budget.lend': (tx, world) =>
    tx.insert(budget).values({
      ...{ tenantId: world.tenantId, id: newUuid(), name: 'Search, launch', scopeKind: 'team', scopeValue: idIn(world)('team') },
      ...{ limitNanoUsd: 50_000_000_000n, periodKind: 'monthly', timeZone: 'Europe/Berlin' },
    }),
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
  'recommendation.reopen': (tx, world) =>
    tx.update(recommendation).set({ state: 'dismissed' }).where(eq(recommendation.tenantId, world.tenantId)),
  'recommendation.undo': async (tx, { tenantId }) => {
    await tx
      .insert(cacheSettings)
      .values({ tenantId, mode: 'all' })
      .onConflictDoUpdate({ target: cacheSettings.tenantId, set: { mode: 'all' } });
    await tx
      .update(recommendation)
      .set({ kind: 'enable_cache', state: 'applied', undo: { mode: 'off' } })
      .where(eq(recommendation.tenantId, tenantId));
  },
  'rerate.undo': (tx, world) => tx.update(rerate).set({ state: 'done', bookedEvents: 1 }).where(eq(rerate.tenantId, world.tenantId)),
  'group_member.add': (tx, world) => tx.delete(groupMember).where(eq(groupMember.tenantId, world.tenantId)),
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
  'release.mark_failure': (tx, world) =>
    tx
      .update(release)
      .set({ status: 'released', releasedAt: new Date() })
      .where(and(eq(release.tenantId, world.tenantId), eq(release.id, idIn(world)('release')))),
  'release.rollback': (tx, world) =>
    tx
      .update(release)
      .set({ status: 'released', releasedAt: new Date() })
      .where(and(eq(release.tenantId, world.tenantId), eq(release.id, idIn(world)('release')))),
  'sso_connection.renew_key': (tx, world) =>
    tx
      .update(ssoConnection)
      .set({ ...{ kind: 'saml', issuer: null, clientId: null }, idpEntityId: 'https://idp.test', idpSsoUrl: 'https://idp.test/sso' })
      .where(and(eq(ssoConnection.tenantId, world.tenantId), eq(ssoConnection.id, idIn(world)('ssoConnection')))),
  'sso_connection.unlink': (tx, world) =>
    tx.insert(ssoIdentity).values({
      ...{ tenantId: world.tenantId, connectionId: idIn(world)('ssoConnection'), subject: 'subject', userId: idIn(world)('user') },
      lastSignInAt: new Date(),
    }),
  'sso_settings.update': (tx, world) => tx.insert(ssoSetting).values({ tenantId: world.tenantId, enforced: true }),
  'role.restore': (tx, world) =>
    tx
      .update(role)
      .set({ archivedAt: new Date() })
      .where(and(eq(role.tenantId, world.tenantId), eq(role.id, idIn(world)('role')))),
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
  'privacy_certificate.download': privacyRequestAt({ kind: 'erasure', state: 'done', certificate }),
  'privacy_package.link': privacyRequestAt({ state: 'done', packageBytes: 0 }),
  'privacy_request.approve': privacyRequestAt({ state: 'verified' }),
  'privacy_request.complete': privacyRequestAt({ state: 'approved' }),
  'me.change_password': knownPassword,
  // Whoever has a second factor proves that; here nobody but the password is left.
  'step_up.prove': async (tx, world) => {
    await knownPassword(tx, world);
    await tx.delete(secondFactor).where(eq(secondFactor.tenantId, world.tenantId));
  },
};

/** They show what lies in the Merkle log, which needs two entries for a proof that one tree begins with another. */
const needsLog: ReadonlySet<string> = new Set([
  'audit.export',
  'audit.prove',
  'audit.prove_consistency',
  'audit.prove_file',
  'lineage.prove',
  'audit.tile',
]);

/** Whether a world has to be made ready for the operation. */
export const isPrepared = (operation: string): boolean => needsLog.has(operation) || operation in preparations;

export async function prepare(database: TestDatabase, operation: string, world: World): Promise<void> {
  const preparation = preparations[operation];
  if (needsLog.has(operation)) await sealAll(database, undefined, world.tenantId);
  if (preparation !== undefined) await inTenant(database.databases.app, world.tenantId, (tx) => preparation(tx, world));
}

/** The file of each upload: one that changes something. */
export const files: Readonly<Record<string, (world: World) => NonNullable<CallOptions['file']>>> = {
  'reconciliation.upload': () => ({ type: 'text/csv', content: 'day,model,cost_usd\n2026-10-01,sandbox-small,1.5\n' }),
  'cost_center.import': () => ({ type: 'text/csv', content: 'code,name,parent\n5000,Research,4711\n' }),
  'department.import': () => ({ type: 'text/csv', content: 'name,parent\nResearch,\nApplied research,Research\n' }),
  'team.import': () => ({ type: 'text/csv', content: 'name,department\nAnswers,Sales\n' }),
  'project.import': () => ({ type: 'text/csv', content: 'name,team\nAnswers,Search\n' }),
  'user.import': () => ({ type: 'text/csv', content: 'email,name,team\ngrace@example.com,Grace Hopper,Search\n' }),
  'member.import': (world) => ({ type: 'text/csv', content: `email,team_role\nvisitor@${world.slug}.example,member\n` }),
};
