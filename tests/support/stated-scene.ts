import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { CommandRuntime, Invocation } from '#lib/command/context.ts';
import type { UsageEvent } from '#lib/usage/usage-event.ts';
import { busyCalls } from './company-calls.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { commandRuntimeOf, createSampleCompany, invocationOf, type SampleCompany, type SamplePerson } from './sample-company.ts';

/** Berlin, October 2026: from 22:00 UTC on September 30 to 23:00 UTC on October 31, where summer time has ended. */
export const octoberMs = Date.UTC(2026, 8, 30, 22);
export const novemberMs = Date.UTC(2026, 9, 31, 23);
export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/** A new company for each test, in a time that the test sets: three days into November unless said. */
export interface StatedScene {
  readonly database: TestDatabase;
  readonly runtime: CommandRuntime;
  readonly company: SampleCompany;
  nowMs: number;
  admin(): Invocation;
  as(person: SamplePerson): Invocation;
  /** Calls over the whole of October. */
  inOctober(count: number, seed: number): UsageEvent[];
  otherCompany(): Promise<SampleCompany>;
}

/** Registers the hooks of a test file; what it returns is to be read inside tests only. */
export function statedScene(): StatedScene {
  let database: TestDatabase;
  let runtime: CommandRuntime;
  let company: SampleCompany;
  let companies = 0;
  const scene = { nowMs: 0 };
  const create = async () => {
    companies += 1;
    const made = await createSampleCompany(database, `stated-${companies}`);
    // Sessions of the sample end with the day; the clock of these tests is another one, and before all of what it is set to.
    await database.superuser`update session set expires_at = '2100-01-01', created_at = '2099-01-01', last_seen_at = '2099-01-01', verified_at = '2099-01-01'
      where tenant_id = ${made.tenantId}`;
    return made;
  };
  beforeAll(async () => {
    database = await createTestDatabase();
    runtime = { ...commandRuntimeOf(database), clock: { now: () => scene.nowMs } };
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    company = await create();
    scene.nowMs = novemberMs + 3 * dayMs;
  });
  return {
    get database() {
      return database;
    },
    get runtime() {
      return runtime;
    },
    get company() {
      return company;
    },
    get nowMs() {
      return scene.nowMs;
    },
    set nowMs(ms) {
      scene.nowMs = ms;
    },
    admin: () => invocationOf(runtime, company, company.admin),
    as: (person) => invocationOf(runtime, company, person),
    inOctober: (count, seed) => [...busyCalls(company, { count, fromMs: octoberMs, toMs: novemberMs, seed })],
    otherCompany: create,
  };
}
