import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { type DataEntity, dataCategories, dataEntities } from './data-entities.ts';
import { line } from './fields.ts';
import { defineOperation } from './operation.ts';
import { dataClasses } from './route-names.ts';

const entityNames = new Set<string>(dataEntities);
const isEntity = (name: string): name is DataEntity => entityNames.has(name);

/** What must hold for calls of a class. */
export const HandlingRequirements = z.strictObject({
  encryption_required: z.boolean().default(false).meta({ description: 'Only connections over HTTPS, or inside this process, are called' }),
  access_logging: z.boolean().default(false).meta({ description: 'Who called is kept in the content log, at least as metadata' }),
  retention_period_days: z
    .number()
    .int()
    .min(1)
    .max(3650)
    .nullable()
    .default(null)
    .meta({ description: 'How long kept prompts and answers stay at most' }),
  geographic_restrictions: z
    .array(line(64))
    .max(50)
    .default([])
    .meta({ description: 'Regions of connections that may be called; empty for all' }),
  approval_required: z.boolean().default(false).meta({ description: 'A person has to consent to each call' }),
  readable_only: z
    .boolean()
    .default(false)
    .meta({ description: 'What cannot be read as text (pictures, sound, other files) is refused, because nobody could look at it' }),
});
export type HandlingRequirements = z.output<typeof HandlingRequirements>;

const none: HandlingRequirements = {
  ...{ encryption_required: false, access_logging: false, retention_period_days: null },
  ...{ geographic_restrictions: [], approval_required: false, readable_only: false },
};

/** A class: what belongs to it when it is found, and how it is handled. */
export const DataLevel = z.strictObject({
  categories: z
    .array(z.union([z.enum(dataCategories), z.string().refine(isEntity, { error: 'No kind of data has this name' })]))
    .max(200)
    .default([])
    .meta({
      description: 'Categories (`pii`, `phi`, `financial`, `secrets`) or kinds such as `credit_card`; a kind counts before its category',
    }),
  handling_requirements: HandlingRequirements.default(none),
});
export type DataLevel = z.output<typeof DataLevel>;

const level = DataLevel.default({ categories: [], handling_requirements: none });

/** The four classes, least sensitive first. */
export const DataLevels = z.strictObject({ public: level, internal: level, confidential: level, restricted: level });
export type DataLevels = z.output<typeof DataLevels>;

export const dataActions = ['log', 'redact', 'route', 'block'] as const;

const CategoryAction = z
  .strictObject({
    action: z
      .enum(dataActions)
      .default('log')
      .meta({ description: '`redact` puts tokens in the place of what is found, and takes them back in the answer' }),
    route: line(120).nullable().default(null).meta({ description: 'The route or model that takes such calls; with `route` only' }),
  })
  .refine(({ action, route }) => (action === 'route') === (route !== null), {
    error: 'A route is named where, and only where, the action is route',
    path: ['route'],
  });

const logOnly = { action: 'log' as const, route: null };
const categoryAction = CategoryAction.default(logOnly);

const terms = z.array(line(120)).max(500).default([]);

/** A Presidio analyzer of the organization's own, which finds names and places in requests. */
export const DataAnalyzer = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .meta({ description: 'Of the service; `/analyze` is added' }),
  language: z
    .string()
    .regex(/^[a-z]{2}$/)
    .default('en'),
  timeout_ms: z.number().int().min(50).max(5_000).default(500),
  on_failure: z.enum(['pass', 'refuse']).default('refuse').meta({ description: 'Without an answer in time: on without names, or refused' }),
});
export type DataAnalyzer = z.output<typeof DataAnalyzer>;

/** What is looked for in calls, and what becomes of it. */
export const DataDetection = z.strictObject({
  scope: z.enum(['off', 'requests', 'requests_and_answers']).default('off'),
  minimum_score: z.number().int().min(20).max(100).default(60).meta({ description: 'How sure a finding has to be to count' }),
  actions: z
    .strictObject({ pii: categoryAction, phi: categoryAction, financial: categoryAction, secrets: categoryAction })
    .default({ pii: logOnly, phi: logOnly, financial: logOnly, secrets: logOnly }),
  ignored_kinds: z
    .array(z.string().refine(isEntity, { error: 'No kind of data has this name' }))
    .max(100)
    .default([]),
  allowed_terms: terms.meta({ description: 'Texts that are not findings, such as the address of your support' }),
  analyzer: DataAnalyzer.nullable().default(null).meta({ description: 'Finds names and places; without one they are not looked for' }),
  denied_terms: terms.meta({ description: 'Own words that are findings of the kind `denied_term`, such as the name of a project' }),
});
export type DataDetection = z.output<typeof DataDetection>;

/** Where a list begins that nobody has changed: nothing is looked for, and the classes hold what most organizations put there. */
export const defaultLevels: DataLevels = {
  public: { categories: [], handling_requirements: none },
  internal: { categories: ['ip_address', 'mac_address'], handling_requirements: none },
  confidential: { categories: ['pii'], handling_requirements: none },
  restricted: { categories: ['phi', 'financial', 'secrets'], handling_requirements: none },
};
export const defaultDetection: DataDetection = {
  ...{ scope: 'off', minimum_score: 60, ignored_kinds: [], allowed_terms: [], denied_terms: [], analyzer: null },
  actions: { pii: logOnly, phi: logOnly, financial: logOnly, secrets: logOnly },
};

const version = z.number().int().min(0).meta({ description: 'Grows with each change; the ETag; 0 until somebody has set it' });

export const DataClassSettings = z
  .strictObject({ levels: DataLevels, detection: DataDetection, updated_at: instant.nullable(), version })
  .meta({ id: 'DataClassSettings' });
export type DataClassSettings = z.output<typeof DataClassSettings>;

export const dataClassesGet = defineOperation({
  name: 'data_class.get',
  summary: 'Get the classes of data, how each is handled, and what is looked for in calls',
  permission: 'data_classes.read',
  scope: 'tenant',
  input: z.strictObject({}),
  output: DataClassSettings,
  examples: [{}],
  http: { method: 'GET', path: '/data-classes' },
});

export const dataClassesUpdate = defineOperation({
  name: 'data_class.update',
  summary: 'Set the classes of data, how each is handled, and what is looked for in calls',
  permission: 'data_classes.write',
  scope: 'tenant',
  input: z.strictObject({ levels: DataLevels, detection: DataDetection.default(defaultDetection) }),
  output: DataClassSettings,
  errors: ['address_not_allowed', 'precondition_failed'],
  examples: [
    {
      levels: {
        restricted: {
          categories: ['phi', 'financial', 'secrets'],
          handling_requirements: {
            encryption_required: true,
            access_logging: true,
            retention_period_days: 30,
            geographic_restrictions: ['eu'],
          },
        },
      },
      detection: { scope: 'requests_and_answers', actions: { financial: { action: 'redact' }, secrets: { action: 'block' } } },
    },
  ],
  http: { method: 'PUT', path: '/data-classes' },
  touches: ['data_classes'],
});

const PlaceDataClasses = z
  .strictObject({
    own: DataLevels.nullable().meta({ description: 'What the team adds; null where it adds nothing' }),
    effective: DataLevels.meta({
      description: 'With what the organization and the departments and teams around it set: the strictest of each',
    }),
    version,
  })
  .meta({ id: 'PlaceDataClasses' });
export type PlaceDataClasses = z.output<typeof PlaceDataClasses>;

const exampleTeamId = 'team_01jdnhwyg0e008000000000001';
const ofTeam = { of: 'team', from: 'team_id' } as const;

export const teamDataClassesGet = defineOperation({
  name: 'team_data_class.get',
  summary: 'Get the classes of data of a team, with what it inherits',
  permission: 'teams.read',
  scope: ofTeam,
  input: z.strictObject({ team_id: publicId('team') }),
  output: PlaceDataClasses,
  examples: [{ team_id: exampleTeamId }],
  http: { method: 'GET', path: '/teams/{team_id}/data-classes' },
});

export const teamDataClassesUpdate = defineOperation({
  name: 'team_data_class.update',
  summary: 'Set what a team adds to the classes of data; it can only make them stricter',
  permission: 'data_classes.write',
  scope: ofTeam,
  input: z.strictObject({ team_id: publicId('team'), levels: DataLevels.nullable() }),
  output: PlaceDataClasses,
  errors: ['precondition_failed'],
  examples: [{ team_id: exampleTeamId, levels: { confidential: { handling_requirements: { geographic_restrictions: ['eu'] } } } }],
  http: { method: 'PUT', path: '/teams/{team_id}/data-classes' },
  touches: ['data_classes'],
});

/** Longest text of the test box, in UTF-16 units. */
export const testTextMax = 20_000;

export const dataClassesTest = defineOperation({
  name: 'data_class.test',
  summary: 'See what would be found in a text, which class it would have, and what would be sent; the text is not kept',
  permission: 'data_classes.read',
  scope: 'tenant',
  input: z.strictObject({ text: z.string().max(testTextMax) }),
  output: z.strictObject({
    class: z.enum(dataClasses).nullable(),
    action: z.enum(['none', 'logged', 'redacted', 'routed', 'blocked']),
    sent: z.string().nullable().meta({ description: 'The text as a provider would get it; null where the call is blocked' }),
    findings: z.array(
      z.strictObject({
        kind: z.string(),
        category: z.enum(dataCategories),
        start: z.number().int(),
        end: z.number().int(),
        score: z.number().int(),
      }),
    ),
  }),
  examples: [{ text: 'My card is 4111 1111 1111 1111' }],
  http: { method: 'POST', path: '/data-classes/test', asks: true },
});

export const detectionsList = defineOperation({
  name: 'data_class.detections',
  summary: 'What was found in calls, by kind and day',
  permission: 'data_classes.read',
  scope: 'tenant',
  input: z.strictObject({ days: z.coerce.number().int().min(1).max(90).default(30) }),
  output: z.strictObject({
    from: instant,
    calls: z.number().int().meta({ description: 'Calls with a class' }),
    classes: z.array(z.strictObject({ class: z.enum(dataClasses), calls: z.number().int() })),
    actions: z.array(z.strictObject({ action: z.string(), calls: z.number().int() })),
    data: z
      .array(z.strictObject({ day: z.iso.date(), kind: z.string(), in_requests: z.number().int(), in_answers: z.number().int() }))
      .meta({ description: 'Findings by day (UTC) and kind, the newest day first' }),
  }),
  examples: [{}, { days: 7 }],
  http: { method: 'GET', path: '/data-classes/detections' },
});
