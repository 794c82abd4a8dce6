import { afterAll, beforeAll, beforeEach } from 'vitest';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import type { Invocation } from '#lib/command/context.ts';
import { parseEnv } from '#lib/core/env.ts';
import { createToken } from '#lib/credentials/index.ts';
import { createRuntime, installRuntime, type Runtime } from '#lib/runtime.ts';
import { DELETE, GET, PATCH, POST, PUT } from '../../app/api/v1/(scim)/scim/v2/[[...path]]/route.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { createSampleCompany, invocationOf, type SampleCompany, type SamplePerson } from './sample-company.ts';

/** An answer of SCIM, read. */
export interface ScimAnswer {
  readonly status: number;
  readonly headers: Headers;
  // Tests look at whatever is there; what is not there compares as undefined.
  readonly body: Readonly<Record<string, unknown>>;
}

/** A request besides its method, path and body. */
export interface ScimOptions {
  readonly token?: string;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The body as it is sent, in place of JSON. */
  readonly raw?: string;
}

/** A company whose directory has a token, new for each test. */
export interface ScimScene {
  readonly database: TestDatabase;
  readonly runtime: Runtime;
  readonly company: SampleCompany;
  readonly token: string;
  as(person: SamplePerson): Invocation;
  inside<Result>(work: (tx: TenantTransaction) => Promise<Result>, tenantId?: string): Promise<Result>;
  /** Another company and the token of its directory. */
  otherCompany(): Promise<{ readonly company: SampleCompany; readonly token: string }>;
  scim(method: string, path: string, body?: object, options?: ScimOptions): Promise<ScimAnswer>;
}

const handlers = new Map(Object.entries({ DELETE, GET, PATCH, POST, PUT }));

/** Registers the hooks of a test file; what it returns is to be read inside tests only. */
export function scimScene(prefix: string): ScimScene {
  let database: TestDatabase;
  let runtime: Runtime;
  let company: SampleCompany;
  let token: string;
  let companies = 0;
  const create = async () => {
    companies += 1;
    const made = await createSampleCompany(database, `${prefix}-${companies}`);
    const directory = { name: 'Directory', owner: 'tenant', permissions: ['scim.provision'] };
    const { secret } = await createToken.execute(invocationOf(runtime.command, made, made.admin), directory);
    return { company: made, token: secret };
  };
  beforeAll(async () => {
    database = await createTestDatabase();
    const env = { DATABASE_URL: database.url, TOLLGATE_SECRET: database.secret, LOG_LEVEL: 'silent', PUBLIC_URL: 'https://tollgate.test' };
    runtime = installRuntime(createRuntime(parseEnv(env), 'test'));
  });
  beforeEach(async () => {
    ({ company, token } = await create());
  });
  afterAll(async () => {
    await runtime.databases.close(1);
    await database.drop();
  });
  const scim: ScimScene['scim'] = async (method, path, body, options = {}) => {
    const headers = {
      authorization: `Bearer ${options.token ?? token}`,
      'content-type': options.type ?? 'application/scim+json',
      ...options.headers,
    };
    const sent = options.raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const request = new Request(`https://tollgate.test/api/v1/scim/v2${path}`, {
      method,
      headers,
      ...(sent === undefined ? {} : { body: sent }),
    });
    const answer = await (handlers.get(method) ?? GET)(request);
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text === '' ? {} : JSON.parse(text) };
  };
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
    get token() {
      return token;
    },
    as: (person) => invocationOf(runtime.command, company, person),
    inside: (work, tenantId = company.tenantId) => inTenant(database.databases.app, tenantId, work),
    otherCompany: create,
    scim,
  };
}
