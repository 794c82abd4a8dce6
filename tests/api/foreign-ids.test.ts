import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { importPrices } from '#lib/catalog/index.ts';
import type { Operation } from '#lib/contracts/operation.ts';
import { operations } from '#lib/contracts/operations.ts';
import { parseEnv } from '#lib/core/env.ts';
import { type IdKind, idPrefixes, newUuid, toPublicId } from '#lib/core/ids.ts';
import { createRuntime, installRuntime, type Runtime } from '#lib/runtime.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { call } from './walk/call.ts';
import { files, prepare } from './walk/preparations.ts';
import { loadRoutes, pathFieldsOf, type Route } from './walk/routes.ts';
import { cookieFor, createWorld, idIn, type World, withIds } from './walk/world.ts';

/** Every field of every operation that takes an id, tried with one of another tenant: as if there were no such thing. */

let database: TestDatabase;
let runtime: Runtime;
let routes: readonly Route[];
let other: World;

beforeAll(async () => {
  database = await createTestDatabase();
  await importPrices(database.databases.jobs);
  const env = parseEnv({ DATABASE_URL: database.url, TOLLGATE_SECRET: database.secret, LOG_LEVEL: 'silent' });
  runtime = installRuntime(createRuntime(env, 'test'));
  routes = await loadRoutes();
  other = await createWorld(database, 'foreign-other');
});
afterAll(async () => {
  await runtime.databases.close(1);
  await database.drop();
});

const kinds = new Map<string, string>(Object.entries(idPrefixes).map(([kind, prefix]) => [prefix, kind]));
/** Price lists are everybody's. */
const sharedKinds: ReadonlySet<string> = new Set(['priceVersion']);

const Property = z.object({
  examples: z.array(z.unknown()).optional(),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
});

/** The kind of id that a field takes, by the example that `publicId` gives its schema; undefined for other fields. */
function kindOf(schema: unknown): { readonly kind: IdKind; readonly isList: boolean } | undefined {
  const { examples = [], items, anyOf = [] } = Property.catch({}).parse(schema);
  const [example] = examples;
  const prefix = typeof example === 'string' ? /^([a-z]+)_[0-9a-z]{26}$/.exec(example)?.[1] : undefined;
  const kind = kinds.get(prefix ?? '');
  // The map was made from the kinds.
  if (kind !== undefined) return { kind: kind as IdKind, isList: false };
  const inner = items === undefined ? undefined : kindOf(items);
  if (inner !== undefined) return { ...inner, isList: true };
  return anyOf.map(kindOf).find((one) => one !== undefined);
}

function idFieldsOf(operation: Operation) {
  const { properties = {} } = z.toJSONSchema(operation.input, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties).flatMap(([name, schema]) => {
    const of = kindOf(schema);
    return of === undefined || sharedKinds.has(of.kind) ? [] : [{ name, ...of }];
  });
}

const withFields = operations
  .map((operation) => ({ name: operation.name, operation, fields: idFieldsOf(operation) }))
  // What the platform names are other tenants; that nobody else does is walked with the rest.
  .filter(({ operation: { scope }, fields }) => scope !== 'platform' && fields.length > 0);

/** An instant that is no boundary of a period: the moment of the call. */
const moment = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.(?!000)\d{3}Z/g;

/** What differs between two runs of the same call left out, and the id itself where it is repeated to the caller. */
const comparable = (status: number, body: unknown, id: string): unknown => ({
  status,
  body: JSON.stringify({ ...Object(body), request_id: '' })
    .replaceAll(id, 'the id')
    .replaceAll(moment, 'now'),
});

describe('[IAM-2] ids of another tenant', () => {
  it('are tried in all fields that take one', () => {
    expect(withFields.length).toBeGreaterThan(100);
    const ofTenants = operations.filter(({ scope }) => scope !== 'platform');
    const inPaths = ofTenants.flatMap((operation) =>
      pathFieldsOf(operation.http)
        .filter((name) => name.endsWith('_id'))
        .map((name) => `${operation.name} ${name}`),
    );
    const tried = new Set(withFields.flatMap(({ name, fields }) => fields.map((field) => `${name} ${field.name}`)));
    expect(inPaths.filter((field) => !tried.has(field))).toEqual(
      ['approve', 'compare', 'reject'].map((verb) => `price_version.${verb} version_id`),
    );
  });

  it.each(withFields)('$name takes them for ids of nothing', async ({ operation, fields }) => {
    for (const { name, kind, isList } of fields) {
      const foreign = other.ids[kind];
      if (foreign === undefined) continue;
      const world = await createWorld(database, `foreign-${newUuid()}`);
      await prepare(database, operation.name, world);
      const { cookie } = await cookieFor(runtime, world.tenantId, world.admin.userId);
      const file = files[operation.name]?.(world);
      const base: Record<string, unknown> = { ...Object(withIds(operation.examples[0], idIn(world))) };
      const send = async (uuid: string) => {
        const id = toPublicId(kind, uuid);
        const answer = await call(
          routes,
          operation,
          { ...base, [name]: isList ? [id] : id },
          { cookie, ...(file === undefined ? {} : { file }) },
        );
        return { answer, told: comparable(answer.status, answer.body, id) };
      };
      const nothing = await send(newUuid());
      const theirs = await send(foreign);
      const inPath = pathFieldsOf(operation.http).includes(name);
      expect({ name, told: theirs.told }).toEqual({ name, told: nothing.told });
      if (inPath) expect({ name, status: theirs.answer.status }).toEqual({ name, status: 404 });
      else expect(theirs.answer.status, name).toBeLessThan(500);
    }
  });
});
