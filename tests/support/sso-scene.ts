import { and, desc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { ssoDomain, ssoSyncLog } from '#db/schema/index.ts';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import type { User } from '#lib/contracts/users.ts';
import { parseEnv } from '#lib/core/env.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { authenticate } from '#lib/http/authenticate.ts';
import { getMe } from '#lib/identity/index.ts';
import { createRuntime, installRuntime, type Runtime } from '#lib/runtime.ts';
import { addDomain, createConnection, updateConnection, verifyDomain } from '#lib/sso/index.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { createSampleCompany, invocationOf, type SampleCompany, type SamplePerson } from './sample-company.ts';
import { home, type SsoBrowser } from './sso-browser.ts';

/** A process with its runtime, a database, and a new company for each test. */
export interface SsoScene {
  readonly runtime: Runtime;
  readonly database: TestDatabase;
  readonly company: SampleCompany;
  /** The company's e-mail domain. */
  readonly domain: string;
  otherCompany(): Promise<SampleCompany>;
  as(person: SamplePerson, company?: SampleCompany): ReturnType<typeof invocationOf>;
  inside<Result>(work: (tx: TenantTransaction) => Promise<Result>, tenantId?: string): Promise<Result>;
  /** Connects a provider, switches it on and leads the company's proved domain to it; answers its public id. */
  connect(input: Readonly<Record<string, unknown>>, company?: SampleCompany): Promise<string>;
  /** Makes a domain the company's own, as its DNS would. */
  prove(domain: string, connectionId: string, company?: SampleCompany): Promise<void>;
  /** The newest line of the sync log. */
  lastEntry(company?: SampleCompany): Promise<typeof ssoSyncLog.$inferSelect | undefined>;
  /** Who a browser is signed in as; undefined for nobody. */
  whoIs(browser: SsoBrowser): Promise<User | undefined>;
}

/** Registers the hooks of a test file; what it returns is to be read inside tests only. */
export function ssoScene(prefix: string): SsoScene {
  let database: TestDatabase;
  let runtime: Runtime;
  let company: SampleCompany;
  let companies = 0;
  const create = (): Promise<SampleCompany> => {
    companies += 1;
    return createSampleCompany(database, `${prefix}-${companies}`);
  };
  beforeAll(async () => {
    database = await createTestDatabase();
    const env = parseEnv({
      ...{ DATABASE_URL: database.url, TOLLGATE_SECRET: database.secret, LOG_LEVEL: 'silent', PUBLIC_URL: home },
      ...{ ALLOWED_PRIVATE_NETWORKS: '127.0.0.0/8', MANAGEMENT_REQUESTS_PER_MINUTE: '0' },
    });
    runtime = installRuntime(createRuntime(env, 'test'));
  });
  beforeEach(async () => {
    company = await create();
  });
  afterAll(async () => {
    await runtime.databases.close(1);
    await database.drop();
  });
  const inside: SsoScene['inside'] = (work, tenantId = company.tenantId) => inTenant(database.databases.app, tenantId, work);
  const as: SsoScene['as'] = (person, of = company) => invocationOf(runtime.command, of, person);
  const prove: SsoScene['prove'] = async (domain, connectionId, of = company) => {
    const added = await addDomain.execute(as(of.admin, of), { domain, sso_connection_id: connectionId });
    const invocation = as(of.admin, of);
    const resolveTxt = async (name: string) => (name === added.record_name ? [added.record_value] : []);
    const proved = await verifyDomain.execute(
      { ...invocation, runtime: { ...runtime.command, resolveTxt } },
      { sso_domain_id: toPublicId('ssoDomain', added.id) },
    );
    if (proved.verified_at === null) throw new Error(`The domain was not proved: ${proved.check_message}`);
  };
  return {
    get runtime() {
      return runtime;
    },
    get database() {
      return database;
    },
    get company() {
      return company;
    },
    get domain() {
      return `${company.slug}.example`;
    },
    ...{ otherCompany: create, as, inside, prove },
    async connect(input, of = company) {
      const made = await createConnection.execute(as(of.admin, of), { name: 'Provider', ...input });
      const id = toPublicId('ssoConnection', made.id);
      await updateConnection.execute(as(of.admin, of), { sso_connection_id: id, status: 'active' });
      const owned = await inside((tx) => tx.select().from(ssoDomain).where(eq(ssoDomain.tenantId, of.tenantId)), of.tenantId);
      if (owned.length === 0) await prove(`${of.slug}.example`, id, of);
      return id;
    },
    async lastEntry(of = company) {
      const [entry] = await inside(
        (tx) =>
          tx
            .select()
            .from(ssoSyncLog)
            .where(and(eq(ssoSyncLog.tenantId, of.tenantId)))
            .orderBy(desc(ssoSyncLog.id))
            .limit(1),
        of.tenantId,
      );
      return entry;
    },
    async whoIs(browser) {
      const cookie = [...browser.cookies()].map(([name, value]) => `${name}=${value}`).join('; ');
      const authentication = await authenticate(new Headers({ cookie }));
      if (authentication === null) return undefined;
      return getMe.execute({ ...as(company.admin), authentication }, {}).then(
        ({ user }) => user,
        () => undefined,
      );
    },
  };
}
