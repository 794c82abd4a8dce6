import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { tableAccess } from '#db/access.ts';
import { type Client, openClient, roleCredentials } from '#db/client.ts';
import { parseDatabaseUrl } from '#db/database-url.ts';
import { migrate } from '#db/migrate.ts';
import { RolesMissingError } from '#db/prepare-roles.ts';
import { databaseRoles, roleName } from '#db/roles.ts';
import { builtInRoles } from '#lib/access/built-in-roles.ts';
import { seededRoles } from '#lib/access/seeded-roles.ts';
import { newUuid } from '#lib/core/ids.ts';
import { insertSampleRows, tablesIn } from './sample-rows.ts';
import { createTwoTenants, tenantTables } from './two-tenants.ts';

const server = inject('postgresUrl');
const address = parseDatabaseUrl(server);
const cleanUps: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const open = (target: typeof address, credentials: { user: string; password: string }): Client => {
  const client = openClient(target, credentials, { max: 1, prepare: false });
  cleanUps.push(() => client.end({ timeout: 1 }));
  return client;
};

const urlFor = (database: string, credentials = { user: address.user, password: address.password }): string => {
  const url = new URL(server);
  url.pathname = `/${database}`;
  url.username = credentials.user;
  url.password = credentials.password;
  return url.href;
};

/** An empty database, dropped with its roles after the test. */
async function emptyDatabase(owner?: string): Promise<{ name: string; admin: Client; superuser: Client }> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const admin = open(address, address);
  await (owner === undefined ? admin`CREATE DATABASE ${admin(name)}` : admin`CREATE DATABASE ${admin(name)} OWNER ${admin(owner)}`);
  cleanUps.push(async () => {
    await admin`DROP DATABASE IF EXISTS ${admin(name)} WITH (FORCE)`;
    for (const role of databaseRoles) await admin`DROP ROLE IF EXISTS ${admin(roleName(name, role))}`;
  });
  return { name, admin, superuser: open({ ...address, database: name }, address) };
}

const secretOf = () => randomBytes(32).toString('hex');
const folder = new URL('../../db/migrations/', import.meta.url);

interface Journal {
  readonly entries: readonly { readonly tag: string; readonly when: number }[];
}

const journal: Journal = JSON.parse(readFileSync(new URL('meta/_journal.json', folder), 'utf8'));

const userBefore = ['catalog.read', 'events.read', 'usage.own', 'gateway.use', 'keys.own', 'teams.read', 'departments.read'];
const powerBefore = [...userBefore, 'connections.read', 'connections.test', 'routes.read', 'users.read'];
const leadBefore = [
  ...powerBefore,
  'keys.read',
  'keys.write',
  'routes.prefer',
  'usage.read',
  'analytics.read',
  'teams.write',
  'teams.members',
];
const adminExtras = ['departments.write', 'roles.read', 'roles.assign', 'tenant.read', 'cache.read', 'transformations.read'];
/** Built-in roles as organizations got them before there were budgets. */
const rolesBefore: Readonly<Record<string, readonly string[]>> = {
  user: userBefore,
  power_user: powerBefore,
  team_lead: leadBefore,
  department_admin: [...leadBefore, ...adminExtras],
};

describe('migrations', () => {
  it('run one after the other over tables that hold rows', async () => {
    const { name, superuser } = await emptyDatabase();
    const tenants = [newUuid(), newUuid()];
    for (const [index, entry] of journal.entries.entries()) {
      for (const statement of readFileSync(new URL(`${entry.tag}.sql`, folder), 'utf8').split('--> statement-breakpoint')) {
        await superuser.unsafe(statement);
      }
      if (index > 0) continue;
      await superuser.unsafe("CREATE TABLE usage_event_all PARTITION OF usage_event FOR VALUES FROM ('2020-01-01') TO ('2100-01-01')");
      for (const tenantId of tenants)
        await insertSampleRows(
          superuser,
          tenantId,
          `marker-${tenantId}`,
          await tablesIn(superuser).then((all) => all.filter((table) => tenantTables.includes(table))),
        );
    }
    const [row] = await superuser`SELECT count(*) AS count FROM usage_event`;
    expect(row?.count, name).toBe(2n);
  });

  it('give the built-in roles of organizations that were there before what new ones begin with', async () => {
    const { superuser } = await emptyDatabase();
    const run = async ({ tag }: { readonly tag: string }) => {
      for (const statement of readFileSync(new URL(`${tag}.sql`, folder), 'utf8').split('--> statement-breakpoint'))
        await superuser.unsafe(statement);
    };
    const [first = { tag: '' }, ...later] = journal.entries;
    await run(first);
    const tenantId = newUuid();
    await superuser`INSERT INTO tenant (tenant_id, name, slug) VALUES (${tenantId}, 'Old', 'old')`;
    for (const [name, permissions] of Object.entries(rolesBefore))
      await superuser`INSERT INTO role (tenant_id, id, name, title, level, built_in, permissions)
        VALUES (${tenantId}, ${newUuid()}, ${name}, ${name}, 1, true, ${[...permissions]})`;
    for (const entry of later) await run(entry);
    const rows = await superuser<
      { name: string; permissions: string[] }[]
    >`SELECT name, permissions FROM role WHERE built_in ORDER BY name`;
    const now = builtInRoles.filter(({ name }) => name in rolesBefore);
    expect(Object.fromEntries(rows.map(({ name, permissions }) => [name, permissions.toSorted()]))).toEqual(
      Object.fromEntries(now.map(({ name, permissions }) => [name, [...permissions].toSorted()])),
    );
    const own = await superuser<{ name: string }[]>`SELECT name FROM role WHERE NOT built_in ORDER BY name`;
    expect(own.map(({ name }) => name)).toEqual(seededRoles.map(({ name }) => name).toSorted());
  });

  it('lie in the order of their times', () => {
    const times = journal.entries.map((entry) => entry.when);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });
});

describe('migrate', () => {
  it('makes an empty database ready, does nothing the second time, and mends what somebody changed by hand', async () => {
    const { name, superuser } = await emptyDatabase();
    const options = { adminUrl: urlFor(name), secret: secretOf() };
    const lines: string[] = [];
    const run = async () => {
      lines.length = 0;
      await migrate({ ...options, log: (line) => lines.push(line) });
      return lines.length;
    };
    expect(await run()).toBe(4);
    expect(await run()).toBe(0);
    const by_hand = [
      `GRANT SELECT ON tenant TO PUBLIC`,
      `GRANT UPDATE (kind) ON tenant TO ${roleName(name, 'app')}`,
      `GRANT DELETE ON audit_entry TO ${roleName(name, 'app')}`,
      `GRANT EXECUTE ON FUNCTION lookup_key(text) TO ${roleName(name, 'app')}`,
      `ALTER TABLE user_account NO FORCE ROW LEVEL SECURITY`,
      `CREATE POLICY everything ON user_account TO ${roleName(name, 'app')} USING (true)`,
      `ALTER POLICY tollgate_app ON session USING (true)`,
      `CREATE OR REPLACE FUNCTION current_tenant() RETURNS uuid LANGUAGE sql STABLE AS 'SELECT NULL::uuid'`,
    ];
    for (const change of by_hand) {
      await superuser.unsafe(change);
      expect(await run(), change).toBe(1);
      expect(await run(), change).toBe(0);
    }
    const policies = await superuser`SELECT 1 FROM pg_policy WHERE polname = 'everything'`;
    expect(policies).toHaveLength(0);
  });

  it('stops at a table, a view or a function that nobody declared', async () => {
    const { name, superuser } = await emptyDatabase();
    const options = { adminUrl: urlFor(name), secret: secretOf(), log: () => {} };
    await migrate(options);
    for (const [statement, undo] of [
      ['CREATE TABLE stray (tenant_id uuid)', 'DROP TABLE stray'],
      ['CREATE VIEW stray AS SELECT * FROM user_account', 'DROP VIEW stray'],
      ["CREATE FUNCTION stray() RETURNS int LANGUAGE sql AS 'SELECT 1'", 'DROP FUNCTION stray()'],
    ] as const) {
      await superuser.unsafe(statement);
      await expect(migrate(options), statement).rejects.toThrow('stray');
      await superuser.unsafe(undo);
      await expect(migrate(options)).resolves.toBeUndefined();
    }
    expect(tableAccess.stray).toBeUndefined();
  });

  it('serves a changed secret, and locks the former one out', async () => {
    const { name } = await emptyDatabase();
    const [former, secret] = [secretOf(), secretOf()];
    await migrate({ adminUrl: urlFor(name), secret: former, log: () => {} });
    await migrate({ adminUrl: urlFor(name), secret, log: () => {} });
    const target = { ...address, database: name };
    await expect(open(target, roleCredentials(secret, name, 'app'))`SELECT 1`).resolves.toHaveLength(1);
    await expect(open(target, roleCredentials(former, name, 'app'))`SELECT 1`).rejects.toMatchObject({ code: '28P01' });
  });

  it('survives two processes that start at once', async () => {
    const { name } = await emptyDatabase();
    const options = { adminUrl: urlFor(name), secret: secretOf(), log: () => {} };
    await expect(Promise.all([migrate(options), migrate(options), migrate(options)])).resolves.toHaveLength(3);
  });

  it('needs no superuser, only CREATEROLE and the database; and once the roles are there, neither', async () => {
    const admin = open(address, address);
    const dba = `dba_${randomBytes(4).toString('hex')}`;
    await admin.unsafe(`CREATE ROLE ${dba} LOGIN CREATEROLE PASSWORD 'dba'`);
    cleanUps.push(() => admin.unsafe(`DROP ROLE ${dba}`));
    const { name } = await emptyDatabase(dba);
    const options = { adminUrl: urlFor(name, { user: dba, password: 'dba' }), secret: secretOf(), log: () => {} };
    await migrate(options);
    await admin.unsafe(`ALTER ROLE ${dba} NOCREATEROLE`);
    await expect(migrate(options)).resolves.toBeUndefined();
  });

  it('prints the SQL to run when it may not create roles, and goes on after somebody ran it', async () => {
    const admin = open(address, address);
    const weak = `weak_${randomBytes(4).toString('hex')}`;
    await admin.unsafe(`CREATE ROLE ${weak} LOGIN PASSWORD 'weak'`);
    cleanUps.push(() => admin.unsafe(`DROP ROLE ${weak}`));
    const { name, superuser } = await emptyDatabase(weak);
    const secret = secretOf();
    const options = { adminUrl: urlFor(name, { user: weak, password: 'weak' }), secret, log: () => {} };
    const error = await migrate(options).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!(error instanceof RolesMissingError)) throw new Error('It should have asked for the roles', { cause: error });
    expect(error.message).not.toContain(roleCredentials(secret, name, 'app').password);
    await superuser.unsafe(error.message.slice(error.message.indexOf('CREATE ROLE')));
    await expect(migrate(options)).resolves.toBeUndefined();
  });

  it('gives a database that was dropped and made anew its grants again', async () => {
    const { name, admin } = await emptyDatabase();
    const options = { adminUrl: urlFor(name), secret: secretOf(), log: () => {} };
    await migrate(options);
    await admin`DROP DATABASE ${admin(name)} WITH (FORCE)`;
    await admin`CREATE DATABASE ${admin(name)}`;
    await expect(migrate(options)).resolves.toBeUndefined();
  });
});

describe('the owner', () => {
  it('reaches every row of every tenant in a back-fill, forced policies notwithstanding', async () => {
    const test = await createTwoTenants();
    cleanUps.push(() => test.drop());
    const owner = open({ ...address, database: test.name }, roleCredentials(test.secret, test.name, 'owner'));
    for (const table of tenantTables) {
      const [seen] = await test.superuser.unsafe(`SELECT count(*) AS count FROM "${table}"`);
      const touched = await owner.unsafe(`UPDATE "${table}" SET tenant_id = tenant_id`);
      expect(BigInt(touched.count), table).toBe(seen?.count);
      expect(touched.count, table).toBeGreaterThanOrEqual(2);
    }
    const partition = await owner.unsafe(`UPDATE usage_event_${new Date().toISOString().slice(0, 7).replace('-', '_')} SET attempts = 1`);
    expect(partition.count).toBe(2);
  });
});
