import { embeddedPostgres } from '../postgres/embedded-postgres.ts';

/** The database of one installation. */
export interface Database {
  readonly url: string;
  /** For people: what it is. */
  readonly description: string;
  /** Ends what we started; an outside database is left alone. */
  stop(mode: 'fast' | 'immediate'): Promise<void>;
}

const embeddedName = 'tollgate';

/** The database that DATABASE_URL names, else the embedded one of the data folder. */
export async function openDatabase(dataFolder: string, report: (line: string) => void): Promise<Database> {
  if (process.env.DATABASE_URL) return { url: process.env.DATABASE_URL, description: 'DATABASE_URL', stop: async () => {} };
  const server = await embeddedPostgres({ folder: dataFolder, report });
  await server.createDatabase(embeddedName);
  return {
    url: server.url(embeddedName),
    description: server.adopted ? 'PostgreSQL, already running' : 'PostgreSQL',
    async stop(mode) {
      const outcome = await server.stop(mode);
      if (outcome === 'left running')
        report('Somebody else is connected to PostgreSQL, so it is left running; the next start takes it over.');
    },
  };
}
