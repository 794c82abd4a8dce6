import type { Client } from './client.ts';
import { roleName } from './roles.ts';

/** The schema in which pg-boss keeps the queue of background runs. */
export const queueSchema = 'jobs';

/** What the installed version of pg-boss calls the version of its tables; a test compares it with the package. */
export const queueVersion = 43;

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

async function installedVersion(owner: Client): Promise<number | null> {
  const [found] = await owner<{ name: string | null }[]>`SELECT to_regclass(${`${queueSchema}.version`})::text AS name`;
  if (found?.name == null) return null;
  const [row] = await owner.unsafe<{ version: number }[]>(`SELECT version FROM ${queueSchema}.version`);
  return row?.version ?? null;
}

/** What the role of jobs may do there: move rows. It owns nothing, so pg-boss is told to leave indexes and tables alone. */
function grantStatements(database: string): string[] {
  const role = quoted(roleName(database, 'jobs'));
  return [
    `REVOKE ALL ON SCHEMA ${queueSchema} FROM PUBLIC`,
    `GRANT USAGE ON SCHEMA ${queueSchema} TO ${role}`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${queueSchema} TO ${role}`,
    `GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${queueSchema} TO ${role}`,
  ];
}

/**
 * Makes or renews the tables of pg-boss, from the SQL it prints, as the owner. A database that a newer version has renewed
 * is left as it is. Resolves to whether anything was done.
 */
export async function installQueue(owner: Client, database: string): Promise<boolean> {
  const version = await installedVersion(owner);
  const [may] =
    version === null
      ? []
      : await owner<{ yes: boolean }[]>`SELECT has_schema_privilege(${roleName(database, 'jobs')}, ${queueSchema}, 'USAGE') AS yes`;
  if (version !== null && version >= queueVersion && may?.yes === true) return false;
  if (version === null || version < queueVersion) {
    // Loaded only where it is needed: most starts find everything in place.
    const { getConstructionPlans, getMigrationPlans } = await import('pg-boss');
    await owner.unsafe(version === null ? getConstructionPlans(queueSchema) : getMigrationPlans(queueSchema, version));
  }
  for (const statement of grantStatements(database)) await owner.unsafe(statement);
  return true;
}
