// This file is long because the world of the walk has one of everything, made in one transaction.
import { and, eq } from 'drizzle-orm';
import { encode } from 'next-auth/jwt';
import {
  adjustment,
  alert,
  alertRule,
  anomaly,
  apiToken,
  approval,
  approvalDelegation,
  approvalRule,
  approvalStep,
  auditEntry,
  auditTarget,
  biToken,
  budget,
  budgetLoan,
  connection,
  connectionLoan,
  consentPurpose,
  consentRecord,
  costAllocation,
  costCenter,
  dashboard,
  department,
  embed,
  environment,
  feedback,
  groupMember,
  groupRole,
  guardrail,
  guardrailVersion,
  incident,
  invitation,
  jobFunction,
  jobRun,
  keyLoan,
  keyPolicy,
  legalHold,
  mcpServer,
  membership,
  notificationChannel,
  notificationDelivery,
  oauthClient,
  policy as policyTable,
  policyVersion,
  priceDecision,
  priceOverride,
  privacyRequest,
  project,
  rateLimit,
  rateTier,
  recommendation,
  reconciliation,
  reconciliationRow,
  reconciliationSchedule,
  release,
  reportDelivery,
  reportExport,
  reportSchedule,
  reportSubscription,
  rerate,
  role,
  roleAssignment,
  route,
  routeVersion,
  routingPreference,
  secondFactor,
  session,
  ssoConnection,
  ssoDomain,
  ssoSyncLog,
  statement,
  supportAccess,
  survey,
  team,
  userAccount,
  userGroup,
} from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { keyReportLeak } from '#lib/contracts/key-safety.ts';
import { type IdKind, idPrefixes, newUuid, toPublicId, uuidTimeMs } from '#lib/core/ids.ts';
import { keyedHash } from '#lib/core/secrets.ts';
import { storeFile } from '#lib/files/index.ts';
import { sessionCookieName } from '#lib/http/session-cookie.ts';
import { installationId } from '#lib/jobs/durable-function.ts';
import { keysIn } from '#lib/keys/report-leak.ts';
import { hashVirtualKey, virtualKeyPepper } from '#lib/keys/virtual-key.ts';
import type { Runtime } from '#lib/runtime.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
import type { TestDatabase } from '#tests/support/database.ts';
import { createSampleCompany, insertVirtualKey, type SampleCompany } from '#tests/support/sample-company.ts';
import { insertCompliance } from './compliance-world.ts';

/** A sample company with something of every kind in it, and people at the ends of what one can hold. */
export interface World extends SampleCompany {
  /** Holds a role without any permission. */
  readonly outsiderId: string;
  /** Leads the team Search and holds no role at all. */
  readonly captainId: string;
  /** Somebody to be worked on: a guest in no team. */
  readonly visitorId: string;
  /** One id of each kind that examples may name. */
  readonly ids: Readonly<Partial<Record<IdKind, string>>>;
  /** Public ids of what the captain must not see. */
  readonly foreignToCaptain: readonly string[];
}

const hourMs = 3_600_000;

/** A version of the price list from before all others, which is in force for nobody. */
const oldPriceVersionId = newUuid();

/** Opens a session as signing in does; answers the cookie header. */
export async function cookieFor(runtime: Runtime, tenantId: string, userId: string): Promise<{ cookie: string; sessionId: string }> {
  const sessionSecret = newUuid() + newUuid();
  const sessionId = newUuid();
  const secretHash = keyedHash(runtime.keys.sessionPepper, sessionSecret);
  const expiresAt = new Date(Date.now() + hourMs);
  await inTenant(runtime.databases.app, tenantId, (tx) =>
    tx.insert(session).values({ tenantId, id: sessionId, userId, secretHash, expiresAt }),
  );
  const token = await encode({ token: { sessionSecret }, secret: runtime.keys.nextAuthSecret });
  return { cookie: `${sessionCookieName(false)}=${token}`, sessionId };
}

/** A scheduled function that is in no run at all. */
async function declareJob({ databases }: TestDatabase): Promise<void> {
  const declared = { id: 'purge-runs', summary: 'Purges', crons: ['0 4 * * *'], events: [], retries: 3, runner: 'embedded' } as const;
  await databases.jobs
    .insert(jobFunction)
    .values({ ...declared, crons: [...declared.crons], events: [], seenAt: new Date() })
    .onConflictDoNothing();
  await databases.jobs.delete(jobRun).where(eq(jobRun.tenantId, installationId));
}

export async function createWorld(database: TestDatabase, slug: string): Promise<World> {
  await declareJob(database);
  const company = await createSampleCompany(database, slug);
  // A call whose end nobody saw, and a comparison that proves what it cost.
  const presumed = companyCall(company, {
    atMs: Date.now() - 5 * 60_000,
    by: { teamId: company.searchId },
    usageSource: 'presumed',
    status: 'interrupted',
  });
  const { tenantId } = company;
  const key = await insertVirtualKey(database, tenantId, { name: 'Search key', kind: 'team', teamId: company.searchId });
  const [leaked = ''] = keysIn(keyReportLeak.examples[0]?.text ?? '');
  const lentKey = await insertVirtualKey(database, tenantId, { name: 'Lent key', kind: 'team', teamId: company.searchId });
  await insertVirtualKey(database, tenantId, { name: 'Leaked key', keyHash: hashVirtualKey(virtualKeyPepper(database.secret), leaked) });
  await database.superuser`INSERT INTO price_version (id, source, digest, created_at)
    VALUES (${oldPriceVersionId}, 'an old list', 'an old list', '2020-01-01') ON CONFLICT DO NOTHING`;
  const made = await inTenant(database.databases.app, tenantId, async (tx) => {
    const ids = { outsider: newUuid(), captain: newUuid(), visitor: newUuid(), empty: newUuid(), noRole: newUuid() };
    const visitorSession = newUuid();
    const visitorAssignment = newUuid();
    const searchMembership = newUuid();
    const rolesByName = new Map((await tx.select().from(role).where(eq(role.tenantId, tenantId))).map((row) => [row.name, row.id]));
    const person = (id: string, name: string) => ({ tenantId, id, name, email: `${name}@${slug}.example` });
    await tx.insert(userAccount).values([person(ids.outsider, 'outsider'), person(ids.captain, 'captain'), person(ids.visitor, 'visitor')]);
    await tx.insert(role).values({ tenantId, id: ids.noRole, name: 'nothing', title: 'Nothing', level: 1 });
    const assign = (id: string, userId: string, roleId: string) => ({ tenantId, id, userId, roleId, scopeKind: 'tenant' as const });
    await tx
      .insert(roleAssignment)
      .values([assign(newUuid(), ids.outsider, ids.noRole), assign(visitorAssignment, ids.visitor, rolesByName.get('guest') ?? '')]);
    await tx.insert(membership).values({ tenantId, id: newUuid(), teamId: company.searchId, userId: ids.captain, teamRole: 'lead' });
    const groups = { group: newUuid(), grant: newUuid() };
    await tx.insert(userGroup).values({ tenantId, id: groups.group, name: 'Visitors' });
    await tx.insert(groupMember).values({ tenantId, groupId: groups.group, userId: ids.visitor });
    await tx.insert(groupRole).values({
      ...{ tenantId, id: groups.grant, groupId: groups.group, roleId: rolesByName.get('guest') ?? '' },
      ...{ scopeKind: 'department' as const, scopeId: company.salesId },
    });
    const [ofMember] = await tx
      .select({ id: membership.id })
      .from(membership)
      .where(and(eq(membership.tenantId, tenantId), eq(membership.userId, company.member.userId)));
    const [ofSeller] = await tx
      .select({ id: membership.id })
      .from(membership)
      .where(and(eq(membership.tenantId, tenantId), eq(membership.userId, company.seller.userId)));
    await tx.insert(department).values({ tenantId, id: ids.empty, name: 'Empty' });
    const operator = { operatorId: newUuid(), operatorName: 'Olu', operatorEmail: 'olu@platform.example' };
    const supportId = newUuid();
    await tx.insert(supportAccess).values({ tenantId, id: supportId, reason: 'Calls fail since this morning', hours: 4, ...operator });
    const expiresAt = new Date(Date.now() + hourMs);
    await tx.insert(session).values({ tenantId, id: visitorSession, userId: ids.visitor, secretHash: visitorSession, expiresAt });
    const tokenIds = { ofAdmin: newUuid(), ofSeller: newUuid() };
    const token = (id: string, userId: string) => ({
      ...{ tenantId, id, userId, createdBy: userId, name: `Token ${id}`, owner: 'person' as const },
      ...{ permissions: ['usage.own'], tokenHash: id, display: 'tgm_…' },
    });
    await tx.insert(apiToken).values([token(tokenIds.ofAdmin, company.admin.userId), token(tokenIds.ofSeller, company.seller.userId)]);
    const robot = { client: newUuid(), account: newUuid() };
    await tx.insert(userAccount).values({ ...person(robot.account, 'robot'), kind: 'service' });
    await tx.insert(oauthClient).values({
      ...{ tenantId, id: robot.client, userId: robot.account, name: 'Robot', secretHash: robot.client, display: 'tgs_…' },
      ...{ tokenSeconds: 3600, createdBy: company.admin.userId },
    });
    const secondFactorId = newUuid();
    const factor = { tenantId, id: secondFactorId, kind: 'passkey', name: 'Laptop', confirmedAt: new Date() } as const;
    await tx.insert(secondFactor).values({ ...factor, userId: company.admin.userId, credentialId: secondFactorId, rpId: 'tollgate.test' });
    // The visitor has one, too, to be taken away.
    await tx.insert(secondFactor).values({ ...factor, id: newUuid(), userId: ids.visitor, credentialId: newUuid() });
    const connectionId = newUuid();
    await tx.insert(connection).values({ tenantId, id: connectionId, name: 'Sandbox', provider: 'sandbox' });
    const pooled = { connection: newUuid(), loan: newUuid(), keyLoan: newUuid(), policy: newUuid(), borrower: newUuid() };
    await tx.insert(team).values({ tenantId, id: pooled.borrower, name: 'Borrowers', departmentId: company.salesId });
    await tx
      .insert(connection)
      .values({ tenantId, id: pooled.connection, name: 'Lent', provider: 'sandbox', ownerTeamId: company.searchId });
    await tx.insert(connectionLoan).values({ tenantId, id: pooled.loan, connectionId: pooled.connection, teamId: pooled.borrower });
    await tx.insert(keyLoan).values({ tenantId, id: pooled.keyLoan, keyId: lentKey.id, teamId: pooled.borrower });
    await tx.insert(keyPolicy).values({ tenantId, id: pooled.policy, scopeKind: 'kind', scopeValue: 'service', keysMax: 500 });
    const mcpServerId = newUuid();
    await tx
      .insert(mcpServer)
      .values({ tenantId, id: mcpServerId, slug: 'tools', name: 'Tools', url: 'https://tools.example.com/mcp', auth: 'none' });
    const routeId = newUuid();
    const definition = (...models: string[]) => ({ strategy: 'fallback', members: models.map((model) => ({ kind: 'target', model })) });
    const draft = definition('sandbox-small');
    await tx.insert(route).values({ tenantId, id: routeId, name: 'chat', draft, publishedVersion: 2, publishedAt: new Date() });
    const versions = [definition('sandbox-small', 'sandbox-large'), definition('sandbox-large')];
    await tx.insert(routeVersion).values(versions.map((stored, index) => ({ tenantId, routeId, number: index + 1, definition: stored })));
    const policyId = newUuid();
    const rulesOf = (value: number) => ({
      rules: { conditions: [{ field: 'input_tokens', operator: 'greater_than', value }], actions: [{ type: 'log', parameters: {} }] },
    });
    const large = { name: 'Large requests', type: 'model', scopeKind: 'tenant' } as const;
    await tx.insert(policyTable).values({ tenantId, id: policyId, ...large, draft: rulesOf(3), activeVersion: 2, publishedAt: new Date() });
    await tx.insert(policyVersion).values([1, 2].map((number) => ({ tenantId, policyId, number, definition: rulesOf(number) })));
    const guardrailId = newUuid();
    const lengthOf = (max: number) => ({ side: 'input', check: { type: 'length', characters_max: max }, action: { type: 'flag' } });
    const lengths = { name: 'Length', scopeKind: 'tenant', draft: lengthOf(3), activeVersion: 1 } as const;
    await tx.insert(guardrail).values({ tenantId, id: guardrailId, ...lengths, publishedAt: new Date() });
    await tx.insert(guardrailVersion).values({ tenantId, guardrailId, number: 1, definition: lengthOf(1_000) });
    const preferenceId = newUuid();
    await tx
      .insert(routingPreference)
      .values({ tenantId, id: preferenceId, scopeKind: 'team', scopeId: company.fieldId, providers: ['sandbox'] });
    const budgets = { ofTeam: newUuid(), ofTenant: newUuid(), ofField: newUuid(), ofBorrowers: newUuid() };
    const limit = { tenantId, limitNanoUsd: 100_000_000_000n, periodKind: 'monthly', timeZone: 'Europe/Berlin' } as const;
    await tx.insert(budget).values([
      { ...limit, id: budgets.ofTeam, name: 'Search team', scopeKind: 'team', scopeValue: company.searchId },
      { ...limit, id: budgets.ofTenant, name: 'All of it', scopeKind: 'tenant', periodKind: 'weekly' },
      { ...limit, id: budgets.ofField, name: 'Field, before', scopeKind: 'team', scopeValue: company.fieldId, archivedAt: new Date() },
      { ...limit, id: budgets.ofBorrowers, name: 'Borrowers', scopeKind: 'team', scopeValue: pooled.borrower, archivedAt: new Date() },
    ]);
    const loans = { ofTeam: newUuid(), ofField: newUuid(), over: newUuid() };
    const lent = { tenantId, borrowerBudgetId: budgets.ofBorrowers, amountNanoUsd: 5_000_000_000n };
    const thisHour = { periodStartAt: new Date(Date.now() - hourMs), periodEndAt: new Date(Date.now() + hourMs) };
    const lastHour = { periodStartAt: new Date(Date.now() - 3 * hourMs), periodEndAt: new Date(Date.now() - hourMs) };
    await tx.insert(budgetLoan).values([
      { ...lent, ...thisHour, id: loans.ofTeam, lenderBudgetId: budgets.ofTeam },
      { ...lent, ...thisHour, id: loans.ofField, lenderBudgetId: budgets.ofField },
      { ...lent, ...lastHour, id: loans.over, lenderBudgetId: budgets.ofTeam },
    ]);
    const centers = { used: newUuid(), unused: newUuid(), rule: newUuid() };
    await tx.insert(costCenter).values([
      { tenantId, id: centers.used, code: '4711', name: 'Used' },
      { tenantId, id: centers.unused, code: '4800', name: 'Unused' },
    ]);
    await tx.insert(costAllocation).values({
      ...{ tenantId, id: centers.rule, sourceKind: 'team', sourceId: company.fieldId, validFromAt: new Date() },
      shares: [{ costCenterId: centers.used, partsPerMillion: 1_000_000 }],
    });
    const work = { project: newUuid(), environment: newUuid(), release: newUuid(), hidden: newUuid() };
    await tx.insert(project).values([
      { tenantId, id: work.project, slug: 'search', name: 'Search app', teamId: company.searchId },
      { tenantId, id: work.hidden, slug: 'field', name: 'Field app', teamId: company.fieldId },
    ]);
    await tx
      .insert(environment)
      .values({ tenantId, id: work.environment, projectId: work.project, slug: 'dev', name: 'Dev', kind: 'development' });
    await tx.insert(release).values({ tenantId, id: work.release, projectId: work.project, semanticVersion: '0.1.0', name: 'First' });
    const overrideId = newUuid();
    await tx.insert(priceOverride).values({
      ...{ tenantId, id: overrideId, provider: 'openai', model: 'gpt-*', kind: 'discount', discountBasisPoints: 500 },
      ...{ validFromAt: new Date(), state: 'proposed', proposedBy: company.admin.userId },
    });
    await tx.insert(priceDecision).values({
      ...{ tenantId, id: newUuid(), number: 1, versionId: oldPriceVersionId, state: 'rejected', effectiveAt: new Date() },
      ...{ proposedBy: company.admin.userId, decidedBy: company.admin.userId },
    });
    const rerateId = newUuid();
    await tx.insert(rerate).values({
      ...{ tenantId, id: rerateId, state: 'previewing', reason: 'Sample', fromAt: new Date(0), toAt: new Date(1) },
      ...{ createdBy: company.admin.userId },
    });
    const adjustmentId = newUuid();
    await tx.insert(adjustment).values({
      ...{ tenantId, id: adjustmentId, kind: 'credit', amountNanoUsd: -1n, reason: 'Sample', scopeKind: 'tenant', scopeId: tenantId },
      ...{ appliesAt: new Date(), createdBy: company.admin.userId },
    });
    const limits = { limit: newUuid(), tier: newUuid() };
    const rule = { metric: 'requests', window: 'minute', limit: 300, burst: null } as const;
    await tx.insert(rateTier).values({ tenantId, id: limits.tier, name: 'Gold', limits: [rule] });
    await tx.insert(rateLimit).values({
      ...{ tenantId, id: limits.limit, name: 'Search, an hour', scopeKind: 'team', scopeValue: company.searchId },
      ...{ metric: 'requests', limitWindow: 'hour', limitAmount: 5000 },
    });
    const approvals = { ofTeam: newUuid(), ofTenant: newUuid(), rule: newUuid(), delegation: newUuid() };
    const levels = [{ role: 'tenant_admin', user_ids: [], up_to_nano_usd: null }];
    const policy = {
      rule_id: null,
      rule_name: 'Rule',
      levels,
      needed: 1,
      timeout_hours: 24,
      on_timeout: 'reject',
      four_eyes: true,
    } as const;
    const dueAt = new Date(Date.now() + hourMs);
    const raise = (budgetId: string) => ({
      subject: { budget_id: budgetId, limit_nano_usd: '900000000000' },
      amountNanoUsd: 900_000_000_000n,
    });
    const asked = { tenantId, kind: 'budget_raise', title: 'Raise', policy, dueAt } as const;
    await tx.insert(approval).values([
      { ...asked, ...raise(budgets.ofTeam), id: approvals.ofTeam, teamId: company.searchId, requesterId: company.member.userId },
      { ...asked, ...raise(budgets.ofTenant), id: approvals.ofTenant, requesterId: company.seller.userId },
    ]);
    await tx.insert(approvalStep).values(
      [approvals.ofTeam, approvals.ofTenant].map((approvalId) => ({
        ...{ tenantId, id: newUuid(), approvalId, level: 1, approverIds: [company.admin.userId], dueAt },
      })),
    );
    await tx
      .insert(approvalRule)
      .values({ tenantId, id: approvals.rule, name: 'Rule', kind: 'request', scopeKind: 'tenant', aboveNanoUsd: 1n, levels });
    await tx.insert(approvalDelegation).values({
      ...{ tenantId, id: approvals.delegation, fromId: company.admin.userId, toId: company.seller.userId },
      ...{ startsAt: new Date(Date.now() + hourMs), endsAt: new Date(Date.now() + 2 * hourMs) },
    });
    // The ids of dimensions are made with the calls, afterwards; a list shows feedback on calls without them as well.
    const nowhere = { departmentDim: 0, teamDim: 0, userDim: 0, keyDim: 0, connectionDim: 0, providerDim: 0, modelDim: 0 };
    await tx.insert(feedback).values(
      [company.admin, company.lead].map(({ userId: authorId }) => ({
        ...{ tenantId, id: newUuid(), requestId: newUuid(), authorKind: 'user' as const, authorId, rating: 1, occurredAt: new Date() },
        ...{ ...nowhere, projectDim: 0, environmentDim: 0 },
      })),
    );
    const [dashboardId, ownDashboardId] = [newUuid(), newUuid()];
    const view = { name: 'Sample view', description: '', range: '30d', widgets: [], ownerId: company.admin.userId };
    await tx.insert(dashboard).values([
      { tenantId, id: dashboardId, ...view, shares: [{ with: 'tenant', right: 'view' }] },
      { tenantId, id: ownDashboardId, ...view, name: 'Own view', shares: [] },
    ]);
    const embedId = newUuid();
    await tx.insert(embed).values({
      ...{ tenantId, id: embedId, dashboardId, authorId: company.admin.userId, name: 'Wall', origins: ['https://wall.example'] },
      ...{ filters: {}, expiresAt: new Date(Date.now() + 30 * 86_400_000) },
    });
    const biTokenId = newUuid();
    await tx.insert(biToken).values({
      ...{ tenantId, id: biTokenId, name: 'Tool', createdBy: company.admin.userId, expiresAt: new Date(Date.now() + 86_400_000) },
    });
    const surveyId = newUuid();
    await tx.insert(survey).values({
      ...{ tenantId, id: surveyId, title: 'Sample', salt: Buffer.from(surveyId), createdBy: company.admin.userId },
      questions: [{ id: 'satisfaction', text: 'How content are you?', kind: 'scale', options: [] }],
    });
    const entryId = newUuid();
    await tx.insert(auditEntry).values({
      ...{ tenantId, id: entryId, occurredAt: new Date(), actorKind: 'system', actorName: 'test', action: 'team.create' },
      ...{ resourceKind: 'team', resourceId: toPublicId('team', company.searchId), requestId: newUuid() },
    });
    const auditTargetId = newUuid();
    await tx.insert(auditTarget).values({
      tenantId,
      id: auditTargetId,
      name: 'Collector',
      kind: 'ocsf',
      url: 'https://siem.example.com/',
      settings: {},
      cursorIndex: 0n,
    });
    const incidentId = newUuid();
    const seen = { openedAt: new Date(), lastSeenAt: new Date() };
    const described = { severity: 'critical', title: 'Sums differ', summary: 'They do.', detail: {} } as const;
    await tx.insert(incident).values({ tenantId, id: incidentId, source: 'conservation', fingerprint: 'hour', ...described, ...seen });
    const jobRunId = newUuid();
    await tx.insert(jobRun).values({
      ...{ tenantId, id: jobRunId, functionId: 'greet-team', trigger: 'event', eventId: newUuid(), state: 'failed', dueAt: new Date() },
      ...{ endedAt: new Date(), failures: 4, errorKind: 'Error', error: 'No answer' },
    });
    const anomalyId = newUuid();
    await tx.insert(anomaly).values({
      ...{ tenantId, id: anomalyId, metric: 'cost', scopeKind: 'team', scopeValue: company.searchId, teamId: company.searchId },
      ...{ startedAt: new Date(), endedAt: new Date(), strength: 12, direction: 'above', actual: 90, expected: 10 },
    });
    const recommendationId = newUuid();
    await tx.insert(recommendation).values({
      ...{ tenantId, id: recommendationId, kind: 'failed_calls', fingerprint: 'walk', teamId: company.searchId, title: 'Lost calls' },
      ...{ summary: 'They fail.', risk: 'None.', amountNanoUsd: 30_000_000_000n, lowNanoUsd: 0n, highNanoUsd: 60_000_000_000n },
      ...{ confidence: 'low', effort: 'low', evidence: [], plan: {}, foundAt: new Date(), seenAt: new Date() },
    });
    const [alertId, alertRuleId] = [newUuid(), newUuid()];
    await tx.insert(alertRule).values({
      ...{ tenantId, id: alertRuleId, name: 'Busy', expression: 'requests > 10', windowMinutes: 15, severity: 'warning' },
      ...{ routing: { all: [], critical: [], escalations: [] }, createdBy: company.admin.userId },
    });
    await tx.insert(alert).values({
      ...{
        tenantId,
        id: alertId,
        source: 'budget_forecast',
        fingerprint: 'walk',
        teamId: company.searchId,
        severity: 'warning',
        title: 'Over',
        summary: 'It is.',
      },
      ...{ detail: {}, routing: { all: [], critical: [], escalations: [] }, openedAt: new Date(), lastSeenAt: new Date() },
    });
    const [channelId, deliveryId] = [newUuid(), newUuid()];
    const hook = { kind: 'webhook', url: 'https://desk.invalid/hook', settings: {}, events: ['incident.*'] };
    await tx.insert(notificationChannel).values({ tenantId, id: channelId, name: 'Desk', ...hook });
    const message = {
      ...{ event: 'incident.opened', at: new Date().toISOString(), title: 'Incident', summary: 'It is.', severity: 'info', phase: 'open' },
      ...{ subject: 'incident', facts: [], path: '/incidents', data: {} },
    };
    await tx
      .insert(notificationDelivery)
      .values({ tenantId, id: deliveryId, channelId, event: 'incident.opened', message, state: 'dead', attempts: 10 });
    const invitationId = newUuid();
    await tx.insert(invitation).values({
      ...{ tenantId, id: invitationId, email: `invited@${slug}.example`, roleId: rolesByName.get('user') ?? '', teamId: company.searchId },
      ...{ invitedBy: company.admin.userId, tokenHash: invitationId, expiresAt: new Date(Date.now() + hourMs) },
    });
    const statements = { ofTeam: newUuid(), ofTenant: newUuid() };
    const terms = { issuer_name: slug, issuer_address: '', recipients: [], cost_center: null, payment_terms_days: 30 };
    const kinds = { document: 'statement', periodKind: 'month', calendar: 'calendar' } as const;
    const stated = {
      ...kinds,
      ...{ tenantId, tenantName: slug, periodLabel: 'January 2020' },
      ...{ timeZone: 'UTC', calls: 0, usageNanoUsd: 0n, adjustmentsNanoUsd: 0n, payableCents: 0n, terms, digest: '0'.repeat(64) },
      ...{ periodStartAt: new Date(Date.UTC(2020, 0)), periodEndAt: new Date(Date.UTC(2020, 1)) },
    };
    await tx.insert(statement).values([
      { ...stated, id: statements.ofTeam, number: 1, scopeKind: 'team', scopeValue: company.searchId, scopeName: 'Search' },
      { ...stated, id: statements.ofTenant, number: 2, scopeKind: 'tenant', scopeName: slug },
      { ...stated, id: newUuid(), number: 3, scopeKind: 'team', scopeValue: company.fieldId, scopeName: 'Field' },
    ]);
    const reconciliationId = newUuid();
    const presumedDay = new Date(uuidTimeMs(presumed.id)).toISOString().slice(0, 10);
    const figures = { provider: 'sandbox', source: 'csv', format: 'plain', state: 'explained', ownNanoUsd: 1_000_000n } as const;
    const days = { fromDay: presumedDay, toDay: presumedDay };
    await tx.insert(reconciliation).values({ tenantId, id: reconciliationId, ...figures, ...days, createdBy: company.admin.userId });
    await tx.insert(reconciliationRow).values({
      ...{ tenantId, reconciliationId, position: 1, day: presumedDay, model: 'sandbox-small', state: 'explained', explanations: [] },
      ...{ providerNanoUsd: 400_000n, ownNanoUsd: 1_000_000n, ownTokens: 150, ownCalls: 1 },
      ...{ presumedCalls: 1, presumedNanoUsd: presumed.costNanoUsd, evidencedNanoUsd: 400_000n },
    });
    const reconciliationScheduleId = newUuid();
    await tx.insert(reconciliationSchedule).values({
      ...{ tenantId, id: reconciliationScheduleId, connectionId: pooled.connection, everyDays: 1, waitHours: 30, tolerancePercent: 0.1 },
      ...{ comparedTo: presumedDay, nextAttemptAt: new Date(Date.now() + hourMs), createdBy: company.admin.userId },
    });
    const reports = {
      ofTeam: newUuid(),
      ofTenant: newUuid(),
      subscription: newUuid(),
      delivery: newUuid(),
      hidden: newUuid(),
      file: newUuid(),
      export: newUuid(),
    };
    const report = { tenantId, kind: 'cost', format: 'csv', frequency: 'weekly', localTime: '08:30', delivery: 'attachment' } as const;
    const ofSearch = { scopeKind: 'team', scopeId: company.searchId, authorId: company.lead.userId, nextRunAt: expiresAt } as const;
    await tx.insert(reportSchedule).values([
      { ...report, ...ofSearch, id: reports.ofTeam, name: 'Search, weekly' },
      { ...report, id: reports.ofTenant, name: 'Everything, weekly', scopeKind: 'tenant', authorId: company.admin.userId },
    ]);
    const recipient = { tenantId, scheduleId: reports.ofTeam, email: company.member.email, userId: company.member.userId };
    await tx.insert(reportSubscription).values({ ...recipient, id: reports.subscription, tokenHash: reports.subscription });
    await storeFile(
      { tx, tenantId },
      { id: reports.file, name: 'report.csv', contentType: 'text/csv', now: new Date(), expiresAt },
      Buffer.from('a,b\r\n'),
    );
    const period = { dueDay: '2026-10-26', timeZone: 'UTC', dueAt: new Date(0), periodStartAt: new Date(0), periodEndAt: new Date(1) };
    const failed = { state: 'failed', fileId: reports.file, recipient: company.member.email } as const;
    const due = { tenantId, subscriptionId: reports.subscription, ...period, ...failed };
    await tx.insert(reportDelivery).values([
      { ...due, id: reports.delivery, scheduleId: reports.ofTeam },
      { ...due, id: reports.hidden, scheduleId: reports.ofTenant },
    ]);
    const exported = { kind: 'tenant', id: null, from: '2026-10-01T00:00:00.000Z', to: '2026-11-01T00:00:00.000Z' };
    await tx.insert(reportExport).values({
      ...{ tenantId, id: reports.export, authorId: company.admin.userId, subject: 'usage_events', request: exported },
      ...{ format: 'csv' as const, state: 'ready' as const, fileId: reports.file, expiresAt },
    });
    const sso = { connection: newUuid(), domain: newUuid() };
    await tx.insert(ssoConnection).values({
      ...{ tenantId, id: sso.connection, name: 'Sample', kind: 'okta', issuer: 'https://acme.okta.test', clientId: '0oa1example' },
      ...{ claims: { email: 'email' } },
    });
    await tx.insert(ssoDomain).values({ tenantId, id: sso.domain, domain: `${slug}.example`, proof: 'proof' });
    await tx.insert(ssoSyncLog).values({
      ...{ tenantId, id: newUuid(), occurredAt: new Date(), connectionId: sso.connection, outcome: 'refused', code: 'no_account' },
      detail: 'Has no account',
    });
    const around = { tenantId, adminId: company.admin.userId, visitorId: ids.visitor, assignmentId: visitorAssignment };
    const compliance = await insertCompliance(tx, around);
    const privacy = { request: newUuid(), purpose: newUuid(), record: newUuid(), hold: newUuid() };
    await tx.insert(privacyRequest).values({
      ...{ tenantId, id: privacy.request, kind: 'rectification', law: 'gdpr', userId: company.member.userId, email: company.member.email },
      ...{ receivedAt: new Date(), dueAt: new Date(Date.now() + hourMs), createdBy: company.seller.userId },
    });
    await tx
      .insert(consentPurpose)
      .values({ tenantId, id: privacy.purpose, name: 'Newsletter', description: 'We write to you.', basis: 'consent' });
    await tx.insert(consentRecord).values({
      ...{ tenantId, id: privacy.record, purposeId: privacy.purpose, userId: company.member.userId, state: 'given', textVersion: 1 },
      ...{ evidence: 'A form', recordedBy: company.seller.userId },
    });
    await tx.insert(legalHold).values({
      ...{ tenantId, id: privacy.hold, name: 'Case', reason: 'Pending', kind: 'person', userId: company.seller.userId },
      createdBy: company.seller.userId,
    });
    return {
      supportId,
      compliance,
      ids,
      privacy,
      sso,
      tokenIds,
      robot,
      groups,
      reconciliationId,
      reconciliationScheduleId,
      reports,
      statements,
      incidentId,
      jobRunId,
      alertId,
      alertRuleId,
      anomalyId,
      recommendationId,
      channelId,
      deliveryId,
      secondFactorId,
      invitationId,
      visitorSession,
      visitorAssignment,
      connectionId,
      pooled,
      mcpServerId,
      routeId,
      policyId,
      guardrailId,
      preferenceId,
      budgets,
      loans,
      centers,
      work,
      limits,
      approvals,
      entryId,
      surveyId,
      dashboardId,
      ownDashboardId,
      embedId,
      biTokenId,
      auditTargetId,
      adjustmentId,
      rerateId,
      overrideId,
      memberMembership: ofMember?.id ?? searchMembership,
      sellerMembership: ofSeller?.id ?? searchMembership,
      auditor: rolesByName.get('auditor') ?? '',
    };
  });
  const leaseId = newUuid();
  await database.superuser.begin(async (sql) => {
    await sql`insert into budget_period (tenant_id, budget_id, period_start_at, period_end_at, limit_nano_usd, leased_nano_usd)
      values (${tenantId}, ${made.budgets.ofTeam}, '2025-01-01T00:00:00Z', '2025-02-01T00:00:00Z', 100, 40)`;
    await sql`insert into lease (tenant_id, id, budget_id, period_start_at, incarnation, granted_nano_usd, state)
      values (${tenantId}, ${leaseId}, ${made.budgets.ofTeam}, '2025-01-01T00:00:00Z', ${newUuid()}, 40, 'in_doubt')`;
  });
  const calls = [company.searchId, company.searchId, company.fieldId].map((teamId, index) =>
    companyCall(company, { atMs: Date.now() - index * 60_000, by: { teamId } }),
  );
  await postCalls(database, [...calls, presumed]);
  return {
    ...company,
    outsiderId: made.ids.outsider,
    captainId: made.ids.captain,
    visitorId: made.ids.visitor,
    ids: {
      tenant: tenantId,
      department: made.ids.empty,
      team: company.searchId,
      user: made.ids.visitor,
      membership: made.memberMembership,
      invitation: made.invitationId,
      session: made.visitorSession,
      apiToken: made.tokenIds.ofSeller,
      oauthClient: made.robot.client,
      secondFactor: made.secondFactorId,
      role: made.auditor,
      roleAssignment: made.visitorAssignment,
      group: made.groups.group,
      groupRole: made.groups.grant,
      connection: made.connectionId,
      connectionLoan: made.pooled.loan,
      keyLoan: made.pooled.keyLoan,
      keyPolicy: made.pooled.policy,
      mcpServer: made.mcpServerId,
      route: made.routeId,
      policy: made.policyId,
      guardrail: made.guardrailId,
      routingPreference: made.preferenceId,
      key: key.id,
      budget: made.budgets.ofTeam,
      budgetLoan: made.loans.ofTeam,
      budgetLease: leaseId,
      project: made.work.project,
      environment: made.work.environment,
      release: made.work.release,
      costCenter: made.centers.unused,
      costAllocation: made.centers.rule,
      rateLimit: made.limits.limit,
      rateTier: made.limits.tier,
      approval: made.approvals.ofTeam,
      approvalRule: made.approvals.rule,
      approvalDelegation: made.approvals.delegation,
      auditEntry: made.entryId,
      survey: made.surveyId,
      dashboard: made.dashboardId,
      embed: made.embedId,
      biToken: made.biTokenId,
      auditTarget: made.auditTargetId,
      priceVersion: oldPriceVersionId,
      priceOverride: made.overrideId,
      adjustment: made.adjustmentId,
      rerate: made.rerateId,
      incident: made.incidentId,
      jobRun: made.jobRunId,
      alert: made.alertId,
      alertRule: made.alertRuleId,
      anomaly: made.anomalyId,
      recommendation: made.recommendationId,
      channel: made.channelId,
      delivery: made.deliveryId,
      statement: made.statements.ofTeam,
      reconciliation: made.reconciliationId,
      reconciliationSchedule: made.reconciliationScheduleId,
      supportAccess: made.supportId,
      reportSchedule: made.reports.ofTeam,
      reportDelivery: made.reports.delivery,
      reportExport: made.reports.export,
      ...made.compliance,
      ssoConnection: made.sso.connection,
      consentPurpose: made.privacy.purpose,
      consentRecord: made.privacy.record,
      privacyRequest: made.privacy.request,
      legalHold: made.privacy.hold,
      ssoDomain: made.sso.domain,
      request: calls[0]?.id ?? '',
    },
    foreignToCaptain: [
      toPublicId('request', calls[2]?.id ?? ''),
      toPublicId('team', company.fieldId),
      toPublicId('budget', made.budgets.ofTenant),
      toPublicId('budget', made.budgets.ofField),
      toPublicId('budgetLoan', made.loans.ofField),
      toPublicId('project', made.work.hidden),
      toPublicId('costCenter', made.centers.used),
      toPublicId('costAllocation', made.centers.rule),
      toPublicId('approval', made.approvals.ofTenant),
      toPublicId('statement', made.statements.ofTenant),
      toPublicId('reportSchedule', made.reports.ofTenant),
      toPublicId('reportDelivery', made.reports.hidden),
      toPublicId('reportExport', made.reports.export),
      toPublicId('department', company.salesId),
      toPublicId('department', made.ids.empty),
      toPublicId('user', company.seller.userId),
      toPublicId('user', made.ids.visitor),
      toPublicId('user', company.admin.userId),
      toPublicId('membership', made.sellerMembership),
      toPublicId('session', made.visitorSession),
      toPublicId('apiToken', made.tokenIds.ofAdmin),
      toPublicId('apiToken', made.tokenIds.ofSeller),
      toPublicId('session', company.seller.sessionId),
      toPublicId('roleAssignment', made.visitorAssignment),
      toPublicId('group', made.groups.group),
      toPublicId('routingPreference', made.preferenceId),
      toPublicId('dashboard', made.ownDashboardId),
    ],
  };
}

const kindOfPrefix = new Map<string, string>(Object.entries(idPrefixes).map(([kind, prefix]) => [prefix, kind]));
const idPattern = /^([a-z]+)_[0-9a-z]{26}$/;

/** A copy of an example in which every id is replaced by one of the same kind. */
export function withIds(value: unknown, idOf: (kind: IdKind) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => withIds(item, idOf));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withIds(inner, idOf)]));
  const prefix = typeof value === 'string' ? idPattern.exec(value)?.[1] : undefined;
  const kind = prefix === undefined ? undefined : kindOfPrefix.get(prefix);
  // The map was made from the prefixes of the kinds.
  return kind === undefined ? value : toPublicId(kind as IdKind, idOf(kind as IdKind));
}

/** The id of a kind in a world; a test that needs one that is not there fails by name. */
export const idIn =
  (world: World) =>
  (kind: IdKind): string => {
    const id = world.ids[kind];
    if (id === undefined) throw new Error(`The world of the walk has no ${kind}; add one`);
    return id;
  };
