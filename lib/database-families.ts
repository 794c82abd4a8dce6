import type { Databases } from '#db/client.ts';
import { poolRoles, roleName } from '#db/roles.ts';
import { labelled, type MetricFamily, single } from '#lib/core/metric-family.ts';

/** Connections of all processes to the database, by the pool's role, and how many the server allows; for the worker that leads. */
export async function databaseFamilies({ jobs }: Pick<Databases, 'jobs'>): Promise<MetricFamily[]> {
  const client = jobs.$client;
  // Whose a connection is everybody may see, what it does only its own role.
  const rows = await client<{ role: string; database: string; count: number }[]>`
    select usename::text as role, datname::text as database, count(*)::int as count from pg_stat_activity
    where datname = current_database() group by 1, 2`;
  const [setting] = await client<{ most: number }[]>`select current_setting('max_connections')::int as most`;
  const counts = poolRoles.map((pool) => {
    const row = rows.find(({ role, database }) => role === roleName(database, pool));
    return [pool, row?.count ?? 0] as const;
  });
  return [
    labelled('gauge', 'tollgate_database_connections', 'Connections to the database, of all processes, by pool', 'pool', counts),
    single('gauge', 'tollgate_database_connections_max', 'Connections that the database server allows', setting?.most ?? 0),
  ];
}
