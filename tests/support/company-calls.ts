import { newUuid } from '#lib/core/ids.ts';
import { EventPoster } from '#lib/usage/post-batch.ts';
import type { CallAttribution, CallStatus, UsageEvent } from '#lib/usage/usage-event.ts';
import type { TestDatabase } from './database.ts';
import { Random } from './random.ts';
import type { SampleCompany } from './sample-company.ts';

/** A call as a test describes it; what it leaves out is the same for all. */
export type CompanyCall = Partial<Omit<UsageEvent, 'attribution' | 'id'>> & {
  readonly atMs: number;
  readonly by?: Partial<CallAttribution>;
  readonly id?: string;
};

/** A whole event of the company; a succeeded call of sandbox-small for a thousandth of a dollar unless said. */
export function companyCall(company: SampleCompany, { atMs, by = {}, ...values }: CompanyCall): UsageEvent {
  return {
    id: newUuid(atMs),
    attribution: { tenantId: company.tenantId, departmentId: null, teamId: null, userId: null, keyId: null, ...by },
    protocol: 'openai.chat_completions',
    streamed: false,
    requestedModel: values.model ?? 'sandbox-small',
    connectionId: null,
    provider: 'sandbox',
    model: 'sandbox-small',
    routeId: null,
    taskType: null,
    tags: null,
    status: 'succeeded',
    httpStatus: 200,
    errorCode: null,
    usage: { input: 100, cacheRead: null, cacheWrite: null, output: 50, reasoning: null },
    usageSource: 'provider',
    costState: 'priced',
    costNanoUsd: 1_000_000n,
    boundNanoUsd: 2_000_000n,
    overrunNanoUsd: 0n,
    priceVersionId: null,
    latencyMs: 500,
    firstTokenMs: null,
    attempts: 1,
    cacheState: null,
    savedNanoUsd: 0n,
    ...values,
  };
}

/** Posts calls as the journal does: events, rollups and ledger in one transaction a batch. */
export async function postCalls(database: TestDatabase, events: readonly UsageEvent[]): Promise<void> {
  const poster = new EventPoster(database.databases.ingest.$client);
  for (let start = 0; start < events.length; start += 2000) await poster.post(events.slice(start, start + 2000));
}

const models = ['gpt-4o', 'gpt-4o-mini', 'claude-sonnet-4-6', 'gemini-2.5-flash', 'sandbox-small', 'sandbox-large', 'o3', 'gpt-5'];
const statuses: readonly CallStatus[] = ['succeeded', 'failed', 'cancelled', 'refused'];

/** Calls of a busy company: people, keys and models in uneven shares, evenly over a time; the same for the same seed. */
export function* busyCalls(
  company: SampleCompany,
  options: { readonly count: number; readonly fromMs: number; readonly toMs: number; readonly seed: number },
): Generator<UsageEvent> {
  const random = new Random(options.seed);
  const known = [company.member.userId, company.lead.userId, company.seller.userId];
  const people = [...known, ...Array.from({ length: 40 }, () => newUuid())];
  const teams = [company.searchId, company.fieldId, ...Array.from({ length: 12 }, () => newUuid())];
  // The square of a chance prefers the first ones.
  const some = <Item>(items: readonly Item[]): Item => items[Math.floor(random.next() ** 2 * items.length)] ?? random.pick(items);
  // A key belongs to somebody in a team and is used with a few models.
  const keys = Array.from({ length: 96 }, (_, index) => ({
    by: { departmentId: company.engineeringId, teamId: some(teams), userId: people[index] ?? some(people), keyId: newUuid() },
    models: [some(models), some(models), random.pick(models)],
  }));
  for (let index = 0; index < options.count; index += 1) {
    const share = (index + random.next()) / options.count;
    const atMs = Math.floor(options.fromMs + share * (options.toMs - options.fromMs));
    const key = some(keys);
    const status = random.chance(0.97) ? 'succeeded' : random.pick(statuses);
    yield companyCall(company, {
      atMs,
      by: key.by,
      model: some(key.models),
      provider: 'openai',
      status,
      httpStatus: status === 'succeeded' ? 200 : 502,
      costNanoUsd: BigInt(random.below(50_000_000)),
      usage: { input: random.below(8000), cacheRead: null, cacheWrite: null, output: random.below(1000), reasoning: null },
      latencyMs: 100 + random.below(5000),
      attempts: status === 'refused' ? 0 : 1,
    });
  }
}
