import { createBudget } from '#lib/budgets/index.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { createPolicy, publishPolicy } from '#lib/policies/index.ts';
import { createRateLimit } from '#lib/rate-limits/index.ts';
import { commandRuntimeOf, invocationOf } from '#tests/support/sample-company.ts';
import type { BenchTenant } from './bench-tenant.ts';

/** What a tenant can be given that a call is checked against. */
export const equipments = ['policies', 'budgets', 'limits'] as const;
export type Equipment = (typeof equipments)[number];

const policies = 100;

/**
 * A policy as people write them: nine of ten name a model or an application of theirs first, one of ten looks at every call.
 * None refuses the benchmark's call; the tenth part is compared to its end each time.
 */
const policyOf = (index: number) => ({
  name: `Policy ${index}`,
  type: 'access',
  draft: {
    rules: {
      match: 'all',
      conditions: [
        index % 10 === 0
          ? { field: 'estimated_cost', operator: 'greater_or_equal', value: 0 }
          : { field: index % 2 === 0 ? 'model' : 'tags.app', operator: 'equals', value: `number-${index}` },
        { field: 'provider', operator: 'equals', value: 'openai' },
        { field: 'input_tokens', operator: 'less_than', value: 1_000_000 },
        { field: 'estimated_cost', operator: 'greater_than', value: 10_000 + index },
      ],
      actions: [{ type: 'deny' }],
    },
  },
});

/**
 * Gives a tenant what a company has that uses everything: a hundred policies, five hard budgets that a call of its key is
 * held against, and limits of requests, tokens and calls at a time for key, team and tenant. All are far from their ends.
 * With only some of it, a run tells what each costs.
 */
export async function equipTenant(tenant: BenchTenant, wanted: ReadonlySet<Equipment>): Promise<void> {
  const runtime = commandRuntimeOf(tenant.database);
  const admin = () => invocationOf(runtime, tenant.company, tenant.company.admin);
  if (wanted.has('policies')) await addPolicies(admin);
  if (wanted.has('budgets')) await addBudgets(admin, tenant);
  if (wanted.has('limits')) await addLimits(admin, tenant);
  await runtime.outbound.transport.close();
}

type Admin = () => ReturnType<typeof invocationOf>;

async function addPolicies(admin: Admin): Promise<void> {
  for (let index = 0; index < policies; index += 1) {
    const { id } = await createPolicy.execute(admin(), policyOf(index));
    await publishPolicy.execute(admin(), { policy_id: toPublicId('policy', id), mode: 'active' });
  }
}

async function addBudgets(admin: Admin, { company, keyId }: BenchTenant): Promise<void> {
  const scopes = [
    { scope: 'tenant' },
    { scope: 'department', department_id: toPublicId('department', company.engineeringId) },
    { scope: 'team', team_id: toPublicId('team', company.searchId) },
    { scope: 'key', key_id: toPublicId('key', keyId) },
    { scope: 'model', model: 'gpt-4o-mini' },
  ];
  for (const scope of scopes)
    await createBudget.execute(admin(), {
      name: `Of the ${scope.scope}`,
      ...scope,
      limit_usd: '1000000',
      period: 'monthly',
      enforcement: 'hard',
    });
}

async function addLimits(admin: Admin, { company, keyId }: BenchTenant): Promise<void> {
  const owners = [
    { scope: 'tenant' },
    { scope: 'team', team_id: toPublicId('team', company.searchId) },
    { scope: 'key', key_id: toPublicId('key', keyId) },
  ];
  const rules = [
    { metric: 'requests', window: 'minute', limit: 100_000_000 },
    { metric: 'tokens', window: 'minute', limit: 100_000_000_000 },
    { metric: 'concurrency', limit: 100_000 },
  ];
  for (const owner of owners)
    for (const rule of rules) await createRateLimit.execute(admin(), { name: `${owner.scope}, ${rule.metric}`, ...owner, ...rule });
}
