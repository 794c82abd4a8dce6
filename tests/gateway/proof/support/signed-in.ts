import { parseEnv } from '#lib/core/env.ts';
import { createRuntime } from '#lib/runtime.ts';
import { cookieFor } from '../../../api/walk/world.ts';
import type { TestDatabase } from '../../../support/database.ts';

/** The cookie header of somebody who has signed in, good at every server on this database. */
export async function signedIn(database: TestDatabase, tenantId: string, userId: string): Promise<string> {
  const runtime = createRuntime(parseEnv({ DATABASE_URL: database.url, TOLLGATE_SECRET: database.secret }), 'console');
  try {
    return (await cookieFor(runtime, tenantId, userId)).cookie;
  } finally {
    await runtime.databases.close(1);
  }
}
