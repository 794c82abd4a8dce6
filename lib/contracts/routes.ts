import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { usd } from '#lib/core/usd.ts';
import { line, paragraph, searchText, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';
import { RouteDefinition } from './route-definition.ts';
import { dataClasses, regionNames } from './route-names.ts';

/** Routes of one tenant that are not archived, at most. */
export const routesMax = 500;

// What a header and a path can carry; small letters, so that nobody has to remember how a name is written.
const name = z
  .string()
  .trim()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, { error: 'Small letters, digits, dots, dashes and underscores; at most 63' })
  .meta({ description: 'What callers write as `model`', examples: ['support-chat'] });

const versionOf = z.number().int().min(1);

/** A named alias that callers use in place of a model. */
export const Route = z
  .strictObject({
    id: publicId('route'),
    name: z.string(),
    description: z.string(),
    status: z.enum(['draft', 'published', 'archived']).meta({ description: '`draft` until the first version is published' }),
    published_version: versionOf.nullable().meta({ description: 'The version in force' }),
    published_at: instant.nullable(),
    latest_version: versionOf.nullable().meta({ description: 'The newest version; a rollback puts an older one in force' }),
    definition: RouteDefinition.nullable().meta({ description: 'What the version in force does' }),
    draft: RouteDefinition.nullable().meta({ description: 'Changes that are not published; null when there are none' }),
    draft_saved_at: instant.nullable(),
    draft_saved_by_name: z.string().nullable(),
    created_at: instant,
    updated_at: instant,
    version: versionNumber,
  })
  .meta({ id: 'Route' });
export type Route = z.output<typeof Route>;

/** A version as it was published; it never changes. */
export const RouteVersion = z
  .strictObject({
    number: versionOf,
    note: z.string(),
    definition: RouteDefinition,
    is_in_force: z.boolean(),
    created_at: instant,
    created_by_name: z.string().nullable(),
  })
  .meta({ id: 'RouteVersion' });
export type RouteVersion = z.output<typeof RouteVersion>;

const routeId = publicId('route');
const exampleId = 'rte_01jdnhwyg0e008000000000001';
const example = {
  strategy: 'fallback' as const,
  members: [
    { kind: 'target' as const, model: 'sandbox-large' },
    { kind: 'target' as const, model: 'sandbox-small' },
  ],
};

export const routeList = defineOperation({
  name: 'route.list',
  summary: 'List routes',
  permission: 'routes.read',
  scope: 'list',
  input: z.strictObject({
    ...pageInput,
    search: searchText,
    status: z.enum(['draft', 'published', 'archived', 'all']).optional().meta({ description: 'All but archived ones unless said' }),
    sort: z.enum(['name', '-name', 'created_at', '-created_at']).default('name'),
  }),
  output: pageOf(Route),
  errors: ['invalid_cursor'],
  examples: [{}, { status: 'published', sort: '-created_at' }],
  http: { method: 'GET', path: '/routes' },
});

export const routeGet = defineOperation({
  name: 'route.get',
  summary: 'Get a route, with what is in force and the draft',
  permission: 'routes.read',
  scope: 'list',
  input: z.strictObject({ route_id: routeId }),
  output: Route,
  examples: [{ route_id: exampleId }],
  http: { method: 'GET', path: '/routes/{route_id}' },
});

export const routeCreate = defineOperation({
  name: 'route.create',
  summary: 'Create a route; callers can use it once it is published',
  permission: 'routes.write',
  scope: 'tenant',
  input: z.strictObject({ name, description: paragraph(500).default(''), draft: RouteDefinition }),
  output: Route,
  errors: ['conflict', 'limit_reached'],
  examples: [{ name: 'support-chat', draft: example }],
  http: { method: 'POST', path: '/routes', status: 201 },
  touches: ['routes'],
});

export const routeUpdate = defineOperation({
  name: 'route.update',
  summary: 'Change the name, the description or the draft of a route',
  permission: 'routes.write',
  scope: 'tenant',
  input: z.strictObject({
    route_id: routeId,
    name: name.optional().meta({ description: 'Callers must use the new name within two seconds' }),
    description: paragraph(500).optional(),
    draft: RouteDefinition.nullable().optional().meta({ description: 'Null drops the draft' }),
  }),
  output: Route,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ route_id: exampleId, draft: example }],
  http: { method: 'PATCH', path: '/routes/{route_id}' },
  touches: ['routes'],
});

export const routePublish = defineOperation({
  name: 'route.publish',
  summary: 'Publish the draft as a new version: every process follows within two seconds',
  permission: 'routes.write',
  scope: 'tenant',
  input: z.strictObject({
    route_id: routeId,
    note: paragraph(500).default('').meta({ description: 'Why, for those who read the history' }),
  }),
  output: Route,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ route_id: exampleId, note: 'Large model first' }],
  http: { method: 'POST', path: '/routes/{route_id}/publish' },
  touches: ['routes'],
});

export const routeRollback = defineOperation({
  name: 'route.rollback',
  summary: 'Put an older version in force again, within two seconds',
  permission: 'routes.write',
  scope: 'tenant',
  input: z.strictObject({ route_id: routeId, number: versionOf }),
  output: Route,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ route_id: exampleId, number: 1 }],
  http: { method: 'POST', path: '/routes/{route_id}/rollback' },
  touches: ['routes'],
});

export const routeArchive = defineOperation({
  name: 'route.archive',
  summary: 'Archive a route: calls to it are refused within two seconds',
  permission: 'routes.write',
  scope: 'tenant',
  input: z.strictObject({ route_id: routeId }),
  output: Route,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ route_id: exampleId }],
  http: { method: 'POST', path: '/routes/{route_id}/archive' },
  touches: ['routes'],
});

export const routeVersionList = defineOperation({
  name: 'route.list_versions',
  summary: 'List the versions of a route, newest first',
  permission: 'routes.read',
  scope: 'list',
  input: z.strictObject({ route_id: routeId }),
  output: z.strictObject({ data: z.array(RouteVersion).meta({ description: 'The newest 200' }), next_cursor: z.null() }),
  examples: [{ route_id: exampleId }],
  http: { method: 'GET', path: '/routes/{route_id}/versions' },
});

/** A target in the order in which a request would ask it. */
export const SimulatedTarget = z.strictObject({
  connection_id: publicId('connection'),
  connection_name: z.string(),
  provider: z.string(),
  model: z.string(),
  reasons: z.array(z.string()).meta({ description: 'What each strategy on the way said for it, outermost first' }),
  expected_cost_usd: usd.nullable().meta({ description: 'Null without a price' }),
  latency_ms: z.number().int().nullable().meta({ description: 'As it is of late; null where it was not measured' }),
  running: z.number().int().meta({ description: 'Calls it is working on' }),
  circuit: z.enum(['closed', 'open', 'half_open']),
  first_token_seconds: z.number().nullable().meta({ description: 'What the route allows a stream until its first content' }),
  timeout_seconds: z.number().nullable().meta({ description: 'What it allows an attempt as a whole' }),
});
export type SimulatedTarget = z.output<typeof SimulatedTarget>;

export const routeSimulate = defineOperation({
  name: 'route.simulate',
  summary: 'Which targets a request would ask, in which order, and why; calls nobody',
  permission: 'routes.read',
  scope: 'list',
  input: z.strictObject({
    route_id: routeId,
    version: z
      .union([z.enum(['draft', 'published']), z.coerce.number().int().min(1)])
      .default('published')
      .meta({ description: 'The draft, the version in force, or one by its number' }),
    task: line(64).optional(),
    data_class: z.enum(dataClasses).optional(),
    region: z.enum(regionNames).optional().meta({ description: 'Where it has to be processed' }),
    user: line(256).optional(),
    at: instant.optional().meta({ description: 'Now unless said' }),
    key_id: publicId('key')
      .optional()
      .meta({ description: 'By which key: its limits, what is lent to its part of the organization, and policies apply' }),
    team_id: publicId('team').optional().meta({ description: 'In which team, where no key is named' }),
    streamed: z.stringbool().default(false),
    input_tokens: z.coerce.number().int().min(0).max(10_000_000).default(1_000),
    output_tokens: z.coerce.number().int().min(0).max(1_000_000).default(500),
  }),
  output: z.strictObject({
    targets: z.array(SimulatedTarget).meta({ description: 'Empty: the request would be refused' }),
    left_out: z
      .array(z.strictObject({ connection_name: z.string(), model: z.string().nullable(), why: z.string() }))
      .meta({ description: 'What key, team or policies keep the request away from; empty where neither key nor team is named' }),
    notes: z.array(z.string()).meta({ description: 'What policies do with the request besides, and what of it they could not be told' }),
    attempts_max: z.number().int().meta({ description: 'So many of them are asked, at most' }),
    verdict: z.string().meta({ description: 'In a sentence' }),
  }),
  errors: ['conflict'],
  examples: [{ route_id: exampleId }, { route_id: exampleId, version: 1, task: 'code_generation', input_tokens: 20_000 }],
  http: { method: 'GET', path: '/routes/{route_id}/simulate' },
});
