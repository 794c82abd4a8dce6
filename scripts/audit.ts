import { openDatabases } from '#db/client.ts';
import { headFolder } from '#lib/audit/head-folder.ts';
import { FileHeadStore } from '#lib/audit/head-store.ts';
import { resumeLog, stoppedLogs } from '#lib/audit/resume-log.ts';
import { parseEnv } from '#lib/core/env.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { createMasterKeys } from '#lib/core/master-keys.ts';

/**
 * `npm run audit -- resume --after-restore --operator <name>`: lets audit logs go on that stopped because the database was
 * restored from a backup. Needs the environment of the installation: DATABASE_URL, TOLLGATE_SECRET, and AUDIT_HEAD_DIR or DATA_DIR.
 */

const usage = 'npm run audit -- resume --after-restore --operator <your name or address>';

async function resume(operator: string): Promise<void> {
  const env = parseEnv(process.env);
  const databases = openDatabases({ url: env.DATABASE_URL, secret: env.TOLLGATE_SECRET, applicationName: 'tollgate audit' });
  const options = {
    database: databases.audit,
    masters: createMasterKeys(env.TOLLGATE_SECRET, env.TOLLGATE_PREVIOUS_SECRETS),
    heads: new FileHeadStore(headFolder(env)),
    host: new URL(env.PUBLIC_URL ?? 'http://localhost').host,
    operator,
  };
  try {
    const stopped = await stoppedLogs(options);
    if (stopped.length === 0) console.log('Every audit log goes on by itself; nothing was done.');
    for (const tenantId of stopped) {
      const { epoch, lastSize, restoredSize, erased } = await resumeLog(options, tenantId);
      const lost = lastSize === null ? 'what was lost is not known' : `${lastSize} entries were signed, ${restoredSize} came back`;
      console.log(`${toPublicId('tenant', tenantId)}: epoch ${epoch} begins; ${lost}; ${erased} erasures were carried out again.`);
    }
  } finally {
    await databases.close();
  }
}

const given = process.argv.slice(2);
const operator = given[given.indexOf('--operator') + 1];
if (given[0] !== 'resume' || !given.includes('--after-restore') || !given.includes('--operator') || operator === undefined) {
  console.error(usage);
  process.exitCode = 2;
} else await resume(operator);
