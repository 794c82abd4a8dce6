import type { TestProject } from 'vitest/node';
import { temporaryPostgres } from '../../scripts/postgres/temporary-postgres.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Superuser address of the cluster's `postgres` database. */
    postgresUrl: string;
  }
}

/** Gives the test files one PostgreSQL: the one `npm test` has started for all its stages, else one for this run. */
export default async function provideDatabase(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const given = process.env.TEST_POSTGRES_URL;
  if (given !== undefined) {
    project.provide('postgresUrl', given);
    return undefined;
  }
  const server = await temporaryPostgres();
  project.provide('postgresUrl', server.url('postgres'));
  return async () => {
    await server.stop();
  };
}
