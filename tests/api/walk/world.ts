// This file is long because the world of the walk has one of everything, made in one transaction.
import { and, eq } from 'drizzle-orm';
import { encode } from 'next-auth/jwt';
import {
  adjustment,
  approval,
  approvalDelegation,
  approvalRule,
  approvalStep,
  auditEntry,
  budget,
  connection,
  costAllocation,
  costCenter,
  department,
  environment,
  incident,
  mcpServer,
  membership,
  priceDecision,
  priceOverride,
  project,
  rateLimit,
  rateTier,
  reconciliation,
  reconciliationRow,
  release,
  rerate,
  role,
  roleAssignment,
  route,
  routeVersion,
  routingPreference,
  session,
  statement,
  userAccount,
} from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { type IdKind, idPrefixes, newUuid, toPublicId, uuidTimeMs } from '#lib/core/ids.ts';
import { keyedHash } from '#lib/core/secrets.ts';
import { sessionCookieName } from '#lib/http/session-cookie.ts';
import type { Runtime } from '#lib/runtime.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
import type { TestDatabase } from '#tests/support/database.ts';
import { createSampleCompany, insertVirtualKey, type SampleCompany } from '#tests/support/sample-company.ts';

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

export async function createWorld(database: TestDatabase, slug: string): Promise<World> {
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
    const [ofMember] = await tx
      .select({ id: membership.id })
      .from(membership)
      .where(and(eq(membership.tenantId, tenantId), eq(membership.userId, company.member.userId)));
    const [ofSeller] = await tx
      .select({ id: membership.id })
      .from(membership)
      .where(and(eq(membership.tenantId, tenantId), eq(membership.userId, company.seller.userId)));
    await tx.insert(department).values({ tenantId, id: ids.empty, name: 'Empty' });
    const expiresAt = new Date(Date.now() + hourMs);
    await tx.insert(session).values({ tenantId, id: visitorSession, userId: ids.visitor, secretHash: visitorSession, expiresAt });
    const connectionId = newUuid();
    await tx.insert(connection).values({ tenantId, id: connectionId, name: 'Sandbox', provider: 'sandbox' });
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
    const preferenceId = newUuid();
    await tx
      .insert(routingPreference)
      .values({ tenantId, id: preferenceId, scopeKind: 'team', scopeId: company.fieldId, providers: ['sandbox'] });
    const budgets = { ofTeam: newUuid(), ofTenant: newUuid() };
    const limit = { tenantId, limitNanoUsd: 100_000_000_000n, periodKind: 'monthly', timeZone: 'Europe/Berlin' } as const;
    await tx.insert(budget).values([
      { ...limit, id: budgets.ofTeam, name: 'Search team', scopeKind: 'team', scopeValue: company.searchId },
      { ...limit, id: budgets.ofTenant, name: 'All of it', scopeKind: 'tenant', periodKind: 'weekly' },
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
    const entryId = newUuid();
    await tx.insert(auditEntry).values({
      ...{ tenantId, id: entryId, occurredAt: new Date(), actorKind: 'system', actorName: 'test', action: 'team.create' },
      ...{ resourceKind: 'team', resourceId: toPublicId('team', company.searchId), requestId: newUuid() },
    });
    const incidentId = newUuid();
    const seen = { openedAt: new Date(), lastSeenAt: new Date() };
    const described = { severity: 'critical', title: 'Sums differ', summary: 'They do.', detail: {} } as const;
    await tx.insert(incident).values({ tenantId, id: incidentId, source: 'conservation', fingerprint: 'hour', ...described, ...seen });
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
    return {
      ids,
      reconciliationId,
      statements,
      incidentId,
      visitorSession,
      visitorAssignment,
      connectionId,
      mcpServerId,
      routeId,
      preferenceId,
      budgets,
      centers,
      work,
      limits,
      approvals,
      entryId,
      adjustmentId,
      rerateId,
      overrideId,
      memberMembership: ofMember?.id ?? searchMembership,
      sellerMembership: ofSeller?.id ?? searchMembership,
      powerUser: rolesByName.get('power_user') ?? '',
    };
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
      session: made.visitorSession,
      role: made.powerUser,
      roleAssignment: made.visitorAssignment,
      connection: made.connectionId,
      mcpServer: made.mcpServerId,
      route: made.routeId,
      routingPreference: made.preferenceId,
      key: key.id,
      budget: made.budgets.ofTeam,
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
      priceVersion: oldPriceVersionId,
      priceOverride: made.overrideId,
      adjustment: made.adjustmentId,
      rerate: made.rerateId,
      incident: made.incidentId,
      statement: made.statements.ofTeam,
      reconciliation: made.reconciliationId,
      request: calls[0]?.id ?? '',
    },
    foreignToCaptain: [
      toPublicId('request', calls[2]?.id ?? ''),
      toPublicId('team', company.fieldId),
      toPublicId('budget', made.budgets.ofTenant),
      toPublicId('project', made.work.hidden),
      toPublicId('costCenter', made.centers.used),
      toPublicId('costAllocation', made.centers.rule),
      toPublicId('approval', made.approvals.ofTenant),
      toPublicId('statement', made.statements.ofTenant),
      toPublicId('department', company.salesId),
      toPublicId('department', made.ids.empty),
      toPublicId('user', company.seller.userId),
      toPublicId('user', made.ids.visitor),
      toPublicId('user', company.admin.userId),
      toPublicId('membership', made.sellerMembership),
      toPublicId('session', made.visitorSession),
      toPublicId('session', company.seller.sessionId),
      toPublicId('roleAssignment', made.visitorAssignment),
      toPublicId('routingPreference', made.preferenceId),
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
