import { openDatabases } from '#db/client.ts';
import { emailAddress } from '#lib/contracts/fields.ts';
import { addOperator } from '#lib/platform/add-operator.ts';
import { openDatabase } from './start/database.ts';
import { loadSettings } from './start/settings.ts';

/**
 * `npm run operator -- ada@example.com`: adds somebody who runs the platform, and prints the password they sign in with once. Works on the
 * installation of this folder (beside a running `npm start`) or on DATABASE_URL with TOLLGATE_SECRET.
 */

async function add(email: string): Promise<void> {
  const { dataFolder, secret } = loadSettings(new URL('..', import.meta.url).pathname);
  const database = await openDatabase(dataFolder, () => {});
  const databases = openDatabases({ url: database.url, secret, applicationName: 'tollgate operator' });
  try {
    const password = await addOperator(databases, email, new Date());
    console.log(
      `${email} is an operator of the platform.\n\n  Organization  platform\n  Password      ${password}\n\nIt works for seven days, to choose another.`,
    );
  } finally {
    await databases.close();
    await database.stop('fast');
  }
}

const [given, ...rest] = process.argv.slice(2);
const email = emailAddress.safeParse(given);
if (!email.success || rest.length > 0) {
  console.error('npm run operator -- <e-mail address>');
  process.exitCode = 2;
} else await add(email.data);
