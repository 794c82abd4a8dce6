import { department, membership, roleAssignment, session, team, userAccount, virtualKey } from '#db/schema/index.ts';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import type { CommandRuntime, Invocation } from '#lib/command/context.ts';
import { systemClock } from '#lib/core/clock.ts';
import { newUuid } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { createMasterKeys } from '#lib/core/master-keys.ts';
import { deriveKey } from '#lib/core/secrets.ts';
import { providers } from '#lib/gateway/providers/index.ts';
import { displayOfVirtualKey, hashVirtualKey, newVirtualKey, virtualKeyPepper } from '#lib/keys/virtual-key.ts';
import { createAddressPolicy, UndiciTransport } from '#lib/outbound/index.ts';
import { provisionTenant } from '#lib/platform/provision-tenant.ts';
import type { TestDatabase } from './database.ts';

/** Where the sample company's days begin and end. */
export const companyTimeZone = 'Europe/Berlin';

/** A person who is signed in. */
export interface SamplePerson {
  readonly userId: string;
  readonly sessionId: string;
  readonly email: string;
}

/** A small company: two departments with one team each, and a person for each kind of access. */
export interface SampleCompany {
  readonly tenantId: string;
  readonly slug: string;
  /** Department Engineering with team Search; department Sales with team Field. */
  readonly engineeringId: string;
  readonly searchId: string;
  readonly salesId: string;
  readonly fieldId: string;
  /** tenant_admin. */
  readonly admin: SamplePerson;
  /** Leads Search; user elsewhere. */
  readonly lead: SamplePerson;
  /** Member of Search; user. */
  readonly member: SamplePerson;
  /** Member of Field; user. */
  readonly seller: SamplePerson;
  /** guest, in no team. */
  readonly guest: SamplePerson;
}

const hourMs = 3_600_000;

/** What rooms get of the process, over this database. */
export function commandRuntimeOf(database: TestDatabase, options: { readonly allowPrivate?: readonly string[] } = {}): CommandRuntime {
  const policy = createAddressPolicy(options.allowPrivate ?? []);
  return {
    databases: database.databases,
    clock: systemClock,
    logger: silentLogger,
    idempotencyKey: deriveKey(database.secret, 'idempotency'),
    keyPepper: virtualKeyPepper(database.secret),
    masterKeys: createMasterKeys(database.secret),
    providers,
    outbound: { policy, transport: new UndiciTransport({ policy, connectTimeoutMs: 2000, connectionsPerOriginMax: 4, originsMax: 10 }) },
    hintConfigChanged: () => {},
  };
}

/** An invocation as a person's browser would make it. */
export function invocationOf(
  runtime: CommandRuntime,
  company: { readonly tenantId: string },
  person: SamplePerson | null,
  options: Partial<Pick<Invocation, 'ifMatch' | 'idempotencyKey'>> = {},
): Invocation {
  const authentication = person === null ? null : { tenantId: company.tenantId, sessionId: person.sessionId };
  return { runtime, authentication, requestId: newUuid(), ip: '192.0.2.1', userAgent: 'test', ...options };
}

async function addPerson(tx: TenantTransaction, tenantId: string, name: string, slug: string, roleId: string): Promise<SamplePerson> {
  const person = { userId: newUuid(), sessionId: newUuid(), email: `${name}@${slug}.example` };
  const { userId, sessionId, email } = person;
  await tx.insert(userAccount).values({ tenantId, id: userId, email, name });
  await tx.insert(roleAssignment).values({ tenantId, id: newUuid(), userId, roleId, scopeKind: 'tenant' });
  const expiresAt = new Date(Date.now() + 12 * hourMs);
  await tx.insert(session).values({ tenantId, id: sessionId, userId, secretHash: sessionId, expiresAt });
  return person;
}

/** Makes a company; the slug tells several of one database apart. */
export async function createSampleCompany(database: TestDatabase, slug: string): Promise<SampleCompany> {
  const tenantId = newUuid();
  const now = new Date();
  return inTenant(database.databases.app, tenantId, async (tx) => {
    const given = { tenantId, slug, name: slug, kind: 'customer', timeZone: companyTimeZone, createdAt: now } as const;
    const roles = await provisionTenant(tx, given, now);
    const roleNamed = (name: string) => roles.get(name) ?? '';
    const places = { engineeringId: newUuid(), searchId: newUuid(), salesId: newUuid(), fieldId: newUuid() };
    await tx.insert(department).values([
      { tenantId, id: places.engineeringId, name: 'Engineering' },
      { tenantId, id: places.salesId, name: 'Sales' },
    ]);
    await tx.insert(team).values([
      { tenantId, id: places.searchId, name: 'Search', departmentId: places.engineeringId },
      { tenantId, id: places.fieldId, name: 'Field', departmentId: places.salesId },
    ]);
    const admin = await addPerson(tx, tenantId, 'admin', slug, roleNamed('tenant_admin'));
    const lead = await addPerson(tx, tenantId, 'lead', slug, roleNamed('user'));
    const member = await addPerson(tx, tenantId, 'member', slug, roleNamed('user'));
    const seller = await addPerson(tx, tenantId, 'seller', slug, roleNamed('user'));
    const guest = await addPerson(tx, tenantId, 'guest', slug, roleNamed('guest'));
    await tx.insert(membership).values([
      { tenantId, id: newUuid(), teamId: places.searchId, userId: lead.userId, teamRole: 'lead' },
      { tenantId, id: newUuid(), teamId: places.searchId, userId: member.userId },
      { tenantId, id: newUuid(), teamId: places.fieldId, userId: seller.userId },
    ]);
    return { tenantId, slug, ...places, admin, lead, member, seller, guest };
  });
}

/** Inserts a virtual key as it would be after its creation; answers the key, its hash and its id. */
export async function insertVirtualKey(
  database: TestDatabase,
  tenantId: string,
  values: Partial<typeof virtualKey.$inferInsert> = {},
): Promise<{ readonly id: string; readonly key: string; readonly keyHash: string }> {
  const { key } = newVirtualKey();
  const keyHash = hashVirtualKey(virtualKeyPepper(database.secret), key);
  const id = values.id ?? newUuid();
  await inTenant(database.databases.app, tenantId, (tx) =>
    tx.insert(virtualKey).values({ tenantId, name: 'Key', kind: 'service', keyHash, display: displayOfVirtualKey(key), ...values, id }),
  );
  return { id, key, keyHash };
}
