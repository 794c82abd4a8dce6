import { afterAll, beforeAll, beforeEach } from 'vitest';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import type { CommandRuntime, Invocation } from '#lib/command/context.ts';
import { AppError } from '#lib/core/errors.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { commandRuntimeOf, createSampleCompany, invocationOf, type SampleCompany, type SamplePerson } from './sample-company.ts';

/** A database for the file and a new sample company for each test. */
export interface CompanyScene {
  readonly database: TestDatabase;
  readonly runtime: CommandRuntime;
  readonly company: SampleCompany;
  /** An invocation as a person's browser would make it; null for nobody signed in. */
  as(person: SamplePerson | null, options?: Parameters<typeof invocationOf>[3]): Invocation;
  /** A transaction in the company's tenant, or in another. */
  inside<Result>(work: (tx: TenantTransaction) => Promise<Result>, tenantId?: string): Promise<Result>;
  /** Another company in the same database. */
  otherCompany(): Promise<SampleCompany>;
}

/** Registers the hooks of a test file; what it returns is to be read inside tests only. */
export function companyScene(prefix: string, change: (runtime: CommandRuntime) => CommandRuntime = (runtime) => runtime): CompanyScene {
  let database: TestDatabase;
  let runtime: CommandRuntime;
  let company: SampleCompany;
  let companies = 0;
  const create = async (): Promise<SampleCompany> => {
    companies += 1;
    const made = await createSampleCompany(database, `${prefix}-${companies}`);
    // By the scene's own clock, which may be ahead, everybody has just proved who they are.
    const now = new Date(runtime.clock.now()).toISOString();
    await database.superuser`UPDATE session SET verified_at = greatest(verified_at, ${now}::text::timestamptz) WHERE tenant_id = ${made.tenantId}`;
    return made;
  };
  beforeAll(async () => {
    database = await createTestDatabase();
    runtime = change(commandRuntimeOf(database));
  });
  beforeEach(async () => {
    company = await create();
  });
  afterAll(() => database.drop());
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
    as: (person, options = {}) => invocationOf(runtime, company, person, options),
    inside: (work, tenantId = company.tenantId) => inTenant(database.databases.app, tenantId, work),
    otherCompany: create,
  };
}

/** `success`, or the code of the error with the pointers of its fields; what is no AppError as it is. */
export const faultOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'success',
    (error: unknown) => (error instanceof AppError ? [error.code, ...error.errors.map(({ pointer }) => pointer)].join(' ') : error),
  );
