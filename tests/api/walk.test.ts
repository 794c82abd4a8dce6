import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { auditEntry } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { importPrices } from '#lib/catalog/index.ts';
import { isRecordedRead, type Operation } from '#lib/contracts/operation.ts';
import { operations } from '#lib/contracts/operations.ts';
import { parseEnv } from '#lib/core/env.ts';
import { fromPublicId, type IdKind, newUuid } from '#lib/core/ids.ts';
import { createRuntime, installRuntime, type Runtime } from '#lib/runtime.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { openTenantContents, type TenantContents } from '#tests/support/tenant-content.ts';
import { type Answer, type CallOptions, call, isWriteWithBody } from './walk/call.ts';
import { inputs } from './walk/inputs.ts';
import { createPlatform } from './walk/platform.ts';
import { files, isPrepared, prepare } from './walk/preparations.ts';
import { loadRoutes, pathFieldsOf, type Route } from './walk/routes.ts';
import { secretsIn } from './walk/secrets.ts';
import { cookieFor, createWorld, idIn, type World, withIds } from './walk/world.ts';

/** Walks every operation of the registry through its route file, on a real database with two tenants. */

let database: TestDatabase;
let runtime: Runtime;
let routes: readonly Route[];
let other: World;
/** For what changes nothing: making a world takes longer than most of the walk's steps. */
let still: World;
let stillPlatform: World;
let contents: TenantContents;
let worlds = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  await importPrices(database.databases.jobs);
  const env = parseEnv({
    ...{ DATABASE_URL: database.url, TOLLGATE_SECRET: database.secret, LOG_LEVEL: 'silent' },
    ALLOWED_PRIVATE_NETWORKS: '127.0.0.0/8',
  });
  runtime = installRuntime(createRuntime(env, 'test'));
  routes = await loadRoutes();
  contents = await openTenantContents(database);
  other = await createWorld(database, 'other');
  still = await createWorld(database, 'still');
  stillPlatform = await createPlatform(database, 'still-platform');
});

afterAll(async () => {
  await runtime.databases.close(1);
  await contents.close();
  await database.drop();
});

type Fields = Record<string, unknown>;

/** Kinds of which the same are there for all tenants. */
const sharedKinds: ReadonlySet<IdKind> = new Set(['priceVersion']);

const newWorld = ({ scope }: Operation): Promise<World> => {
  worlds += 1;
  return (scope === 'platform' ? createPlatform : createWorld)(database, `world-${worlds}`);
};

const stillWorld = ({ scope }: Operation): World => (scope === 'platform' ? stillPlatform : still);

async function optionsFor(operation: Operation, world: World, userId: string): Promise<CallOptions & { readonly sessionId: string }> {
  const { cookie, sessionId } = await cookieFor(runtime, world.tenantId, userId);
  const file = files[operation.name]?.(world);
  return { cookie, sessionId, ...(file === undefined ? {} : { file }) };
}

const exampleIn = (example: unknown, world: World): Fields => ({ ...Object(withIds(example, idIn(world))) });

/** What differs between two runs of the same call. */
const comparable = ({ status, body }: Answer): unknown => ({ status, body: { ...Object(body), request_id: '' } });

async function auditOf(world: World, answer: Answer) {
  const requestId = fromPublicId('request', answer.headers.get('x-request-id') ?? '') ?? '';
  return inTenant(database.databases.app, world.tenantId, (tx) =>
    tx
      .select()
      .from(auditEntry)
      .where(and(eq(auditEntry.tenantId, world.tenantId), eq(auditEntry.requestId, requestId))),
  );
}

/** Paths that are read without being an operation of a tenant. */
const documents = ['/openapi.json'];

const isWrite = ({ http }: Operation): boolean => http.method !== 'GET' && http.asks !== true;
const examplesOf = (operation: Operation) => operation.examples.map((example, index) => ({ example, label: `example ${index + 1}` }));

describe('the registry', () => {
  it('names each operation once, has a route for each, and no route without one', () => {
    const names = operations.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect([...names].sort()).toEqual(names);
    const declared = new Set(operations.map(({ http }) => `${http.method} ${http.path}`));
    expect(declared.size).toBe(operations.length);
    const served = new Set(routes.map(({ method, path }) => `${method} ${path}`));
    for (const route of declared) expect(served).toContain(route);
  });

  it('answers every method a path does not have with 405 and Allow', async () => {
    for (const { path, method, handler } of routes.filter((route) => !documents.includes(route.path))) {
      const allowed = operations.filter(({ http }) => http.path === path).map(({ http }) => http.method);
      if (allowed.some((candidate) => candidate === method)) continue;
      const answer = await handler(new Request(`http://tollgate.test/api/v1${path}`, { method }), { params: Promise.resolve({}) });
      expect({ path, method, status: answer.status }).toEqual({ path, method, status: 405 });
      const allow = (answer.headers.get('allow') ?? '').split(', ').filter((name) => name !== 'HEAD' && name !== 'OPTIONS');
      expect(allow.sort()).toEqual([...allowed].sort());
      expect(await answer.json()).toMatchObject({ code: 'method_not_allowed' });
    }
    const pathsServed = new Map<string, number>();
    for (const { path } of routes) pathsServed.set(path, (pathsServed.get(path) ?? 0) + 1);
    for (const [path, methods] of pathsServed) expect({ path, methods }).toEqual({ path, methods: 5 });
  });

  it('has an example for each operation', () => {
    for (const { name, examples } of operations) expect(examples.length, name).toBeGreaterThan(0);
  });
});

describe.each(operations.map((operation) => ({ name: operation.name, operation })))('$name', ({ operation }) => {
  it('needs a session', async () => {
    const [example] = operation.examples;
    const answer = await call(routes, operation, exampleIn(example, stillWorld(operation)), {
      file: { type: 'text/csv', content: 'email\n' },
    });
    if (operation.scope === 'public') return expect(answer.status).toBe(operation.http.status ?? 200);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.body).toMatchObject({ code: 'unauthenticated', request_id: answer.headers.get('x-request-id') });
  });

  it.each(examplesOf(operation))('succeeds as declared, and is audited: $label', async ({ example }) => {
    const isChanged = isWrite(operation) || isPrepared(operation.name) || operation.name in inputs;
    const world = isChanged ? await newWorld(operation) : stillWorld(operation);
    await prepare(database, operation.name, world);
    const options = await optionsFor(operation, world, world.admin.userId);
    const input = { ...exampleIn(example, world), ...(await inputs[operation.name]?.(database, world, options.sessionId)) };
    const answer = await call(routes, operation, input, options);
    // What went wrong is told with the status; a cost center has a `code` of its own.
    expect(answer.status, answer.text).toBe(operation.http.status ?? 200);
    if (answer.status === 204) expect(answer.text).toBe('');
    else expect(operation.output.safeDecode(answer.body as never).error).toBeUndefined();
    const entries = await auditOf(world, answer);
    if (isWrite(operation)) {
      expect(entries.length).toBeGreaterThan(0);
      for (const entry of entries) {
        expect(entry).toMatchObject({
          action: operation.name,
          result: 'success',
          actorId: world.admin.userId,
          actorName: world.admin.email,
        });
        expect(entry.before !== null || entry.after !== null).toBe(true);
      }
      const written = JSON.stringify(entries);
      for (const secret of [...secretsIn(input), ...secretsIn(answer.body)]) expect(written).not.toContain(secret);
    } else expect(entries.length).toBe(isRecordedRead(operation, input) ? 1 : 0);
  });

  it('refuses whoever does not hold the permission', async () => {
    const { permission, ownPermission, scope } = operation;
    if (permission === null) return;
    const world = stillWorld(operation);
    const [example] = operation.examples;
    const options = await optionsFor(operation, world, world.outsiderId);
    const answer = await call(routes, operation, exampleIn(example, world), options);
    const showsOwn = ownPermission === 'none' && scope === 'list';
    if (showsOwn) return expect(answer.status).toBe(200);
    expect([403, 404]).toContain(answer.status);
    expect(answer.body).toMatchObject({ code: answer.status === 403 ? 'forbidden' : 'not_found' });
    if (scope === 'platform') {
      const { cookie } = await cookieFor(runtime, still.tenantId, still.admin.userId);
      const ofTenant = await call(routes, operation, exampleIn(example, world), { cookie });
      expect(ofTenant.body).toMatchObject({ status: 403, code: 'forbidden' });
    }
    const entries = await auditOf(world, answer);
    const { method } = operation.http;
    if (method !== 'GET' && answer.status === 403) expect(entries).toMatchObject([{ action: operation.name, result: 'denied' }]);
    else expect(entries).toEqual([]);
  });

  it('refuses an unknown field and wrong types, each with its pointer', async () => {
    const world = stillWorld(operation);
    const options = await optionsFor(operation, world, world.admin.userId);
    const [example] = operation.examples;
    const input = exampleIn(example, world);
    const unknown = await call(routes, operation, { ...input, no_such_field: 'x' }, options);
    expect(unknown.status).toBe(422);
    expect(unknown.body).toMatchObject({ code: 'validation_failed', errors: [{ pointer: '/no_such_field' }] });
    const { properties = {} } = z.toJSONSchema(operation.input, { io: 'input', unrepresentable: 'any' });
    for (const name of Object.keys(properties)) {
      const inPath = pathFieldsOf(operation.http).includes(name);
      // In a path and a query everything is text; what no field takes is a text with a NUL, or the parameter given twice.
      const wrong = inPath ? 'not-an-id' : isWriteWithBody(operation) ? { no: ['such', 'type'] } : ['\u0000', '\u0000'];
      const answer = await call(routes, operation, { ...input, [name]: wrong }, options);
      expect({ name, status: answer.status }).toEqual({ name, status: 422 });
      const { errors } = z.object({ errors: z.array(z.object({ pointer: z.string() })) }).parse(answer.body);
      expect(errors.map(({ pointer }) => pointer).some((pointer) => pointer === `/${name}` || pointer.startsWith(`/${name}/`))).toBe(true);
    }
  });

  it("takes another tenant's ids for ids that do not exist", async () => {
    // What the platform names are other tenants; that nobody else does is said above.
    if (operation.scope === 'platform') return;
    // What is not found in the path changes nothing.
    const isChanged = isWrite(operation) && pathFieldsOf(operation.http).length === 0;
    const world = isChanged ? await newWorld(operation) : stillWorld(operation);
    const options = await optionsFor(operation, world, world.admin.userId);
    for (const example of operation.examples) {
      const nobodys = newUuid();
      const foreign = { ...Object(withIds(example, (kind) => (sharedKinds.has(kind) ? nobodys : idIn(other)(kind)))) };
      const missing = { ...Object(withIds(example, (kind) => (sharedKinds.has(kind) ? nobodys : newUuid()))) };
      if (JSON.stringify(foreign) === JSON.stringify(missing)) continue;
      await prepare(database, operation.name, other);
      const before = await contents.of(other.tenantId);
      const headers = { 'x-tenant-id': other.tenantId, 'x-tollgate-tenant': other.slug };
      const ofForeign = await call(routes, operation, foreign, { ...options, headers });
      const ofMissing = await call(routes, operation, missing, options);
      expect(comparable(ofForeign)).toEqual(comparable(ofMissing));
      if (pathFieldsOf(operation.http).length > 0) expect(ofForeign.status).toBe(404);
      expect(await contents.of(other.tenantId)).toEqual(before);
    }
  });

  if (operation.scope !== 'list') return;

  it('shows a team lead nothing outside their team', async () => {
    const world = isWrite(operation) ? await newWorld(operation) : stillWorld(operation);
    for (const example of operation.examples) {
      const answer = await call(routes, operation, exampleIn(example, world), await optionsFor(operation, world, world.captainId));
      expect([operation.http.status ?? 200, 403]).toContain(answer.status);
      for (const id of world.foreignToCaptain) expect(answer.text).not.toContain(id);
    }
  });

  it('shows the same rows page by page as at once', async () => {
    const { properties = {} } = z.toJSONSchema(operation.input, { io: 'input', unrepresentable: 'any' });
    if (!('cursor' in properties)) return;
    const world = await newWorld(operation);
    const options = await optionsFor(operation, world, world.admin.userId);
    const Page = z.object({ data: z.array(z.unknown()), next_cursor: z.string().nullable() });
    const sort = z.object({ enum: z.array(z.string()) }).safeParse(properties.sort).data?.enum ?? [undefined];
    for (const order of sort) {
      const ordered = order === undefined ? {} : { sort: order };
      const whole = Page.parse((await call(routes, operation, { ...ordered, limit: 200 }, options)).body);
      expect(whole.data.length).toBeGreaterThan(0);
      const paged: unknown[] = [];
      let cursor: string | null | undefined;
      while (cursor !== null) {
        const answer = await call(routes, operation, { ...ordered, limit: 2, ...(cursor === undefined ? {} : { cursor }) }, options);
        const page = Page.parse(answer.body);
        paged.push(...page.data);
        cursor = page.next_cursor;
      }
      expect(paged).toEqual(whole.data);
    }
  });
});
