import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { line, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';
import { WidgetFilters } from './widgets.ts';

/** Embeds of one organization that are not over, sites that may frame one, and days it can be open, at most. */
export const embedsMax = 200;
const originsMax = 10;
export const embedDaysMax = 366;

/** `https://host[:port]`, or `http://localhost[:port]` to try it; nothing that could mean more than one site to a browser. */
const origin = z
  .string()
  .max(200)
  .regex(/^(https:\/\/(?!-)[a-z0-9-]+(\.[a-z0-9-]+)*|http:\/\/(localhost|127\.0\.0\.1))(:[1-9][0-9]{0,4})?$/, {
    error: 'Scheme, host and port alone, such as https://intranet.example.com',
  });

const states = ['active', 'expired', 'revoked'] as const;

/** What other sites may show in a frame. */
export const Embed = z
  .strictObject({
    id: publicId('embed'),
    name: z.string(),
    dashboard_id: publicId('dashboard'),
    widget_id: z.string().nullable().meta({ description: 'Null for the whole dashboard' }),
    origins: z.array(z.string()).meta({ description: 'The sites whose pages may frame it, and no others' }),
    filters: WidgetFilters.meta({ description: 'Hold for every widget, besides those of its own' }),
    author_name: z.string().meta({ description: 'Whose rights it shows figures under, as they are when somebody looks' }),
    state: z.enum(states),
    expires_at: instant,
    revoked_at: instant.nullable(),
    created_at: instant,
    updated_at: instant,
    version: versionNumber,
  })
  .meta({ id: 'Embed' });
export type Embed = z.output<typeof Embed>;

/** An address that shows an embed; whoever has it can look until it expires. */
const EmbedLink = z.strictObject({
  path: z.string().meta({ description: 'Behind the address of the console: /embed/…' }),
  url: z.string().nullable().meta({ description: 'The whole address; null where the caller’s site is not known' }),
  expires_at: instant,
  filters: WidgetFilters,
});

const embedId = publicId('embed');
const exampleId = 'emb_01jdnhwyg0e008000000000001';
const read = { permission: 'embeds.read', scope: 'tenant' } as const;
const write = { permission: 'embeds.write', scope: 'tenant' } as const;
const days = z.number().int().min(1).max(embedDaysMax);

export const embedList = defineOperation({
  ...read,
  name: 'embed.list',
  summary: 'List what other sites may show in frames',
  input: z.strictObject({ ...pageInput, dashboard_id: publicId('dashboard').optional() }),
  output: pageOf(Embed),
  errors: ['invalid_cursor'],
  examples: [{}],
  http: { method: 'GET', path: '/embeds' },
});

export const embedCreate = defineOperation({
  ...write,
  name: 'embed.create',
  summary: 'Let sites show a dashboard, or one widget of it, in a frame; its figures are those the caller may see',
  input: z.strictObject({
    name: line(120),
    dashboard_id: publicId('dashboard'),
    widget_id: z.string().max(16).optional(),
    origins: z.array(origin).min(1).max(originsMax),
    filters: WidgetFilters.default({}),
    days: days.default(90).meta({ description: 'After these it is over, and every link with it' }),
  }),
  output: Embed,
  errors: ['limit_reached'],
  examples: [{ name: 'Wall in Berlin', dashboard_id: 'dsh_01jdnhwyg0e008000000000001', origins: ['https://wall.example.com'], days: 30 }],
  http: { method: 'POST', path: '/embeds', status: 201 },
});

export const embedSign = defineOperation({
  ...write,
  name: 'embed.sign',
  summary: 'Sign an address that shows an embed, narrowed by filters where wanted; each can be told apart by what it shows',
  input: z.strictObject({
    embed_id: embedId,
    days: days.default(30).meta({ description: 'The address ends after these, and never later than the embed' }),
    filters: WidgetFilters.default({}).meta({ description: 'Besides those of the embed; signed, so that nobody changes them' }),
  }),
  output: EmbedLink,
  errors: ['conflict'],
  examples: [{ embed_id: exampleId }, { embed_id: exampleId, days: 1, filters: { model: 'gpt-4o' } }],
  http: { method: 'POST', path: '/embeds/{embed_id}/links', status: 201 },
});

export const embedRevoke = defineOperation({
  ...write,
  name: 'embed.revoke',
  summary: 'End an embed with all of its addresses, at once',
  input: z.strictObject({ embed_id: embedId }),
  output: Embed,
  errors: ['precondition_failed'],
  examples: [{ embed_id: exampleId }],
  http: { method: 'DELETE', path: '/embeds/{embed_id}' },
});
