import { eq } from 'drizzle-orm';
import postgres from 'postgres';
import type { Databases } from '#db/client.ts';
import { findKey, findSignIns } from '#db/lookup.ts';
import { connection, userAccount, virtualKey } from '#db/schema/index.ts';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import { newUuid } from '#lib/core/ids.ts';
import { hashPassword, verifyPassword } from '#lib/core/password.ts';
import { displayOfVirtualKey, hashVirtualKey, virtualKeyPepper } from '#lib/keys/virtual-key.ts';
import { addAdministrator, provisionTenant } from '#lib/platform/provision-tenant.ts';
import { demoAdminEmail, demoPassword, demoSlug, demoVirtualKey, emptyAdminEmail, emptySlug } from './demo-credentials.ts';
import { adminName } from './demo-organization.ts';
import { seedDemoRoutes } from './demo-routes.ts';
import { seedOrganization } from './seed-organization.ts';

export interface SeedOptions {
  readonly databases: Databases;
  /** TOLLGATE_SECRET. */
  readonly secret: string;
  readonly now?: Date;
}

export interface Seeded {
  /** Whether this run made the demo tenant. */
  readonly created: boolean;
  readonly tenantId: string;
  readonly adminEmail: string;
  /** Null when the administrator has chosen another since. */
  readonly adminPassword: string | null;
  /** The virtual key of the demo; null when it was disabled, rotated or has expired. */
  readonly demoKey: string | null;
}

const dayMs = 86_400_000;
/** The company has used Tollgate for longer than its history of calls reaches back. */
const tenantAgeDays = 410;

const addSandbox = (tx: TenantTransaction, tenantId: string, at: Date) =>
  tx.insert(connection).values({ tenantId, id: newUuid(at.getTime()), name: 'Sandbox', provider: 'sandbox', createdAt: at, updatedAt: at });

/** Runs the work unless an earlier start, cut off half-way, has made the tenant already. */
async function unlessMade(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    const made = cause instanceof postgres.PostgresError && cause.constraint_name === 'tenant_slug_unique';
    if (!made) throw error;
  }
}

/** Platform operators are people of this tenant; it starts with its roles and nobody in it. */
async function seedPlatform(databases: Databases, now: Date): Promise<void> {
  const tenantId = newUuid(now.getTime());
  const given = { tenantId, slug: 'platform', name: 'Tollgate', kind: 'platform', timeZone: 'UTC', createdAt: now } as const;
  await inTenant(databases.app, tenantId, async (tx) => void (await provisionTenant(tx, given, now)));
}

/** A tenant in which nothing has happened yet, to see what every page says then. */
async function seedEmpty(databases: Databases, passwordHash: string, now: Date): Promise<void> {
  const tenantId = newUuid(now.getTime());
  await inTenant(databases.app, tenantId, async (tx) => {
    const timeZone = 'Europe/Copenhagen';
    const given = {
      tenantId,
      slug: emptySlug,
      name: 'Nordlys Studio',
      kind: 'demo',
      timeZone,
      createdAt: now,
      priceReview: 'review',
    } as const;
    const roles = await provisionTenant(tx, given, now);
    await addAdministrator(tx, tenantId, roles, { email: emptyAdminEmail, name: 'Sigrid Aalto', passwordHash, timeZone, createdAt: now });
    await addSandbox(tx, tenantId, now);
  });
}

async function seedDemo(databases: Databases, secret: string, passwordHash: string, now: Date): Promise<string> {
  const createdAt = new Date(now.getTime() - tenantAgeDays * dayMs);
  const tenantId = newUuid(createdAt.getTime());
  const pepper = virtualKeyPepper(secret);
  const timeZone = 'Europe/Berlin';
  await inTenant(databases.app, tenantId, async (tx) => {
    const given = { tenantId, slug: demoSlug, name: 'Halden Group', kind: 'demo', timeZone, createdAt, priceReview: 'review' } as const;
    const roles = await provisionTenant(tx, given, now);
    const person = { email: demoAdminEmail, name: adminName, passwordHash, timeZone, createdAt };
    const id = await addAdministrator(tx, tenantId, roles, person);
    await addSandbox(tx, tenantId, createdAt);
    await seedDemoRoutes(tx, tenantId, id, now);
    const { teams } = await seedOrganization({ tx, tenantId, admin: { id, email: demoAdminEmail }, roles, pepper, now });
    const key = demoVirtualKey(secret);
    await tx.insert(virtualKey).values({
      tenantId,
      id: newUuid(now.getTime()),
      name: 'First call',
      kind: 'service',
      teamId: teams.get('Platform') ?? null,
      keyHash: hashVirtualKey(pepper, key),
      display: displayOfVirtualKey(key),
      createdBy: id,
      createdAt: now,
      updatedAt: now,
    });
  });
  return tenantId;
}

/** The sign-in and the key, as far as they still work. */
async function stillValid(databases: Databases, secret: string, tenantId: string, userId: string) {
  const key = demoVirtualKey(secret);
  const found = await findKey(databases.lookup, hashVirtualKey(virtualKeyPepper(secret), key));
  return await inTenant(
    databases.app,
    tenantId,
    async (tx) => {
      const [person] = await tx.select({ hash: userAccount.passwordHash }).from(userAccount).where(eq(userAccount.id, userId));
      const [row] = found ? await tx.select().from(virtualKey).where(eq(virtualKey.id, found.id)) : [];
      const usable = row?.status === 'active' && (row.expiresAt === null || row.expiresAt > new Date());
      return { passwordHash: person?.hash ?? null, demoKey: usable ? key : null };
    },
    { readOnly: true },
  );
}

/**
 * Makes the platform tenant, the demo tenant and an empty one, when the demo is not there yet: enough for the first
 * sign-in and the first call. The calls of the last 90 days come afterwards, from `fillHistory`.
 */
export async function seed({ databases, secret, now = new Date() }: SeedOptions): Promise<Seeded> {
  const password = demoPassword(secret);
  const [existing] = await findSignIns(databases.lookup, demoAdminEmail, demoSlug);
  if (existing) {
    const { passwordHash, demoKey } = await stillValid(databases, secret, existing.tenantId, existing.id);
    const adminPassword = (await verifyPassword(password, passwordHash)) ? password : null;
    return { created: false, tenantId: existing.tenantId, adminEmail: demoAdminEmail, adminPassword, demoKey };
  }
  const passwordHash = await hashPassword(password);
  await unlessMade(seedPlatform(databases, now));
  await unlessMade(seedEmpty(databases, passwordHash, now));
  // The demo comes last: its presence says that all three are there.
  const tenantId = await seedDemo(databases, secret, passwordHash, now);
  return { created: true, tenantId, adminEmail: demoAdminEmail, adminPassword: password, demoKey: demoVirtualKey(secret) };
}
