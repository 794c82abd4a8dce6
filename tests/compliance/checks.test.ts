import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Check } from '#lib/compliance/checks/check.ts';
import { checks } from '#lib/compliance/checks/index.ts';
import { frameworks } from '#lib/compliance/frameworks/index.ts';
import { runAudit } from '#lib/compliance/index.ts';
import { type CheckClient, type CheckResult, runCheck } from '#lib/compliance/run-check.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { commandRuntimeOf, invocationOf } from '#tests/support/sample-company.ts';
import { type CleanCompany, createCleanCompany } from './clean-company.ts';
import { faults } from './faults.ts';

/** Every check between a company on which it passes and a fault that flips it; a neighbour's answer never moves. */

let database: TestDatabase;
let company: CleanCompany;
let neighbour: CleanCompany;

beforeAll(async () => {
  database = await createTestDatabase();
  company = await createCleanCompany(database, 'clean');
  neighbour = await createCleanCompany(database, 'neighbour');
});
afterAll(() => database.drop());

const limits = { idleMinutesMax: 60, keyDaysMax: 90, retentionDaysMax: 400 };
const run = (client: CheckClient, check: Check, tenantId: string): Promise<CheckResult> =>
  runCheck(client, check, { tenantId, now: new Date(), limits }, (error) => {
    throw error;
  });

/** Ends a transaction without keeping anything of it. */
class Undone extends Error {}

describe('[CMP-1] checks', () => {
  it('have each a fault that is tried, and a framework that refers to them', () => {
    expect(Object.keys(faults).sort()).toEqual(checks.map(({ name }) => name).sort());
    const referred = new Set(frameworks.flatMap(({ controls }) => controls.flatMap((control) => control.checks)));
    expect([...referred].sort()).toEqual(checks.map(({ name }) => name).sort());
  });

  it.each(checks.map((check) => [check.name, check] as const))('%s passes on a clean company and finds its fault', async (name, check) => {
    const found: CheckResult[] = [];
    // As the superuser, whom no row-level security holds: the check itself must look at its organization alone.
    const work = database.superuser.begin(async (sql) => {
      found.push(await run(sql, check, company.tenantId), await run(sql, check, neighbour.tenantId));
      await faults[name]?.(sql, company);
      found.push(await run(sql, check, company.tenantId), await run(sql, check, neighbour.tenantId));
      throw new Undone();
    });
    await expect(work).rejects.toThrow(Undone);
    const [clean, other, faulty, untouched] = found;
    expect(clean?.status).toBe('pass');
    expect(other?.status).toBe('pass');
    expect(faulty?.status).toBe('fail');
    expect(faulty?.failing).toBeGreaterThan(0);
    if (check.subject !== null) expect(faulty?.sample.length).toBeGreaterThan(0);
    // The one fault that is in the database itself is everybody's.
    expect(untouched?.status).toBe(name === 'tenants-are-isolated' ? 'fail' : 'pass');
  });

  it('all pass together under the rights of the app, and leave to people what is theirs', async () => {
    const audit = await runAudit.execute(invocationOf(commandRuntimeOf(database), company, company.admin), {});
    expect(audit.checks.filter(({ status }) => status !== 'pass')).toEqual([]);
    expect(audit.checks.length).toBe(checks.length);
    expect(audit.score).toBe(100);
    const manual = frameworks.flatMap(({ controls }) => controls).filter(({ human }) => human !== null);
    expect(audit.controls.filter(({ status }) => status === 'needs_human').length).toBe(manual.length);
    expect(audit.controls.filter(({ status }) => status === 'pass').length).toBeGreaterThanOrEqual(60);
    expect(audit.evidenced).toBeLessThan(100);
  });
});
