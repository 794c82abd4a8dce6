import { z } from 'zod';
import { seed } from '#db/seed/seed.ts';
import { importPrices } from '#lib/catalog/index.ts';
import { temporaryPostgres } from '../../scripts/postgres/temporary-postgres.ts';
import { createFreshDatabase } from './fresh-database.ts';
import { startTestServer } from './processes.ts';

/** What the browser tests find in their environment. */
const browserRunSchema = z.object({
  /** Such as http://127.0.0.1:41234. */
  address: z.url(),
  adminEmail: z.string(),
  adminPassword: z.string(),
  /** A virtual key of the demo tenant. */
  demoKey: z.string(),
  /** The database as its superuser, for what no page can bring about: the passing of time. */
  databaseUrl: z.string(),
});
export type BrowserRun = z.output<typeof browserRunSchema>;

const variable = 'TEST_BROWSER_RUN';

/** The running system that the tests of this process look at; throws outside `playwright test`. */
export function browserRun(): BrowserRun {
  const given = process.env[variable];
  if (given === undefined) throw new Error('Browser tests run through `npx playwright test`, which starts the system first');
  return browserRunSchema.parse(JSON.parse(given));
}

/** Playwright's global set-up: a real system with the demo tenant, on a database of its own. Returns what takes it down. */
export default async function startSystem(): Promise<() => Promise<void>> {
  const given = process.env.TEST_POSTGRES_URL;
  const cluster = given === undefined ? await temporaryPostgres() : undefined;
  const database = await createFreshDatabase(given ?? cluster?.url('postgres') ?? '');
  await importPrices(database.databases.jobs);
  const { adminEmail, adminPassword, demoKey } = await seed({ databases: database.databases, secret: database.secret });
  const server = await startTestServer({ database, role: 'all', env: { COMPONENT_GALLERY: '1', ALLOWED_PRIVATE_NETWORKS: '127.0.0.0/8' } });
  await server.consoleAnswers();
  const run: BrowserRun = {
    ...{ address: server.address, adminEmail, adminPassword: adminPassword ?? '', demoKey: demoKey ?? '' },
    databaseUrl: database.url,
  };
  process.env[variable] = JSON.stringify(run);
  return async () => {
    await server.dispose();
    await database.drop();
    await cluster?.stop();
  };
}
