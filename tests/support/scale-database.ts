import { randomBytes } from 'node:crypto';
import { type Client, openClient } from '#db/client.ts';
import { parseDatabaseUrl } from '#db/database-url.ts';
import { createFreshDatabase, openTestDatabase, type TestDatabase } from './fresh-database.ts';
import { createSampleCompany, type SampleCompany } from './sample-company.ts';

/** What lies in a database that takes long to fill. */
export interface Made {
  /** Calls, or entries of an audit log. */
  readonly events: number;
  readonly tenants: number;
  /** The moment up to which there are events, and that questions are asked at. */
  readonly nowMs: number;
}

export interface ScaleDatabase extends Made {
  readonly database: TestDatabase;
  readonly company: SampleCompany;
}

const name = 'usage_at_scale';
const dayMs = 86_400_000;

/** The table that says what lies there; it comes first, so that a run that was killed can go on. */
async function noteWhatIsMade(superuser: Client, made: Made & { readonly secret: string }): Promise<void> {
  await superuser`create schema scale`;
  await superuser`create table scale.phase (name text primary key, seconds real not null)`;
  await superuser`create table scale.made as select ${JSON.stringify(made)}::text::jsonb as made, null::jsonb as company`;
}

async function readWhatIsMade(superuser: Client): Promise<{ made: Made & { secret: string }; company: SampleCompany | null } | undefined> {
  const [there] = await superuser<{ found: boolean }[]>`select to_regclass('scale.made') is not null as found`;
  if (there?.found !== true) return undefined;
  const [row] = await superuser<{ made: Made & { secret: string }; company: SampleCompany | null }[]>`select * from scale.made`;
  return row;
}

/** The company that events are made for, once; its sessions hold from now on, so that questions can be asked a month later. */
async function companyOf(database: TestDatabase, known: SampleCompany | null): Promise<SampleCompany> {
  const { superuser } = database;
  if (known !== null) {
    await superuser`update session set expires_at = now() + interval '12 hours' where tenant_id = ${known.tenantId}`;
    return known;
  }
  const company = await createSampleCompany(database, 'largest');
  await superuser`update scale.made set company = ${JSON.stringify(company)}::text::jsonb`;
  return company;
}

/** A database that is dropped afterwards. */
export async function freshScaleDatabase(server: string, made: Made): Promise<ScaleDatabase> {
  const database = await createFreshDatabase(server);
  await noteWhatIsMade(database.superuser, { ...made, secret: database.secret });
  return { ...made, database, company: await companyOf(database, null) };
}

/**
 * The database that an earlier run kept on this server, brought to the newest migration, or a new one; `drop` only closes it. What it holds
 * is what the first run wanted: another number of events needs another folder.
 */
export async function keptScaleDatabase(server: string, wanted: Made): Promise<ScaleDatabase> {
  const address = parseDatabaseUrl(server);
  const admin = openClient(address, address, { max: 1, prepare: false });
  const found = await admin`select 1 from pg_database where datname = ${name}`;
  if (found.length === 0) await admin`create database ${admin(name)}`;
  await admin.end();
  const url = new URL(server);
  url.pathname = `/${name}`;
  const superuser = openClient(parseDatabaseUrl(url.href), address, { max: 1, prepare: false });
  const known = await readWhatIsMade(superuser);
  const made = known?.made ?? { ...wanted, secret: randomBytes(32).toString('hex') };
  if (known === undefined) await noteWhatIsMade(superuser, made);
  await superuser.end();
  const { close, ...opened } = await openTestDatabase(server, { name, secret: made.secret });
  const database = { ...opened, drop: close };
  const { events, tenants, nowMs } = made;
  return { events, tenants, nowMs, database, company: await companyOf(database, known?.company ?? null) };
}

/** The latest 15:00 UTC, when people look at figures of two open days: this one and the one before. */
export const latestAfternoon = (clockMs: number): number => Math.floor(clockMs / dayMs - 15 / 24) * dayMs + 15 * 3_600_000;
