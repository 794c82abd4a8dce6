import { z } from 'zod';
import { instant } from '#lib/core/time.ts';
import { versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';

/** Longest life of a session in minutes; the cookie lives no longer. */
export const absoluteMinutesMax = 30 * 24 * 60;

const networkForms = [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()];
const network = z
  .string()
  .trim()
  .max(64)
  .refine((text) => networkForms.some((form) => form.safeParse(text).success), {
    error: 'Must be an address or a range such as 192.0.2.0/24 or 2001:db8::/32',
  });
const country = z.string().regex(/^[A-Z]{2}$/, { error: 'Must be two capital letters (ISO 3166-1), such as DE' });

const SmsGateway = z
  .strictObject({
    url: z.url({ protocol: /^https?$/, error: 'Must be an address that begins with https://' }).max(2000),
    method: z.enum(['POST', 'PUT']).default('POST'),
    content_type: z.enum(['application/json', 'application/x-www-form-urlencoded']).default('application/json'),
    body: z
      .string()
      .min(1)
      .max(4000)
      .refine((body) => body.includes('{to}') && body.includes('{text}'), { error: 'Must hold {to} and {text}' })
      .meta({ description: 'What is sent; {to} becomes the number and {text} the message, escaped for the content type' }),
    header: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9-]{0,60}$/, { error: 'Must be the name of a header' })
      .default('Authorization')
      .meta({ description: 'Carries the secret' }),
  })
  .meta({ id: 'SmsGateway' });

const auditReadings = ['content', 'all'] as const;

/** How people of the organization sign in, how long that holds, and what of their reads is noted. */
export const SecuritySettings = z
  .strictObject({
    factor_required: z.enum(['nobody', 'roles', 'everybody']).meta({ description: 'Who must have a second factor' }),
    factor_roles: z.array(z.string()).meta({ description: 'Names of the roles that must, with `roles`' }),
    factor_due_at: instant.nullable().meta({ description: 'From then on who has none can do nothing but set one up; null: at once' }),
    idle_minutes: z.number().int().nullable().meta({ description: 'A session that was not used for so long ends; null: none does' }),
    absolute_minutes: z.number().int().meta({ description: 'A session ends so long after it was opened' }),
    sessions_max: z.number().int().nullable().meta({ description: 'Sessions of a person; one more ends the oldest. Null: any number' }),
    allowed_networks: z.array(z.string()).meta({ description: 'Where people may be; empty: anywhere' }),
    allowed_countries: z.array(z.string()).meta({ description: 'Where people may be; empty: anywhere' }),
    audit_reads: z.enum(auditReadings).meta({
      description:
        'Which reads the audit trail keeps: those of content, people, exports and the trail itself, or all that need a permission',
    }),
    country: z
      .string()
      .nullable()
      .meta({ description: 'Of this request, as a trusted proxy says; without it countries cannot be limited' }),
    address: z.string().nullable().meta({ description: 'Of this request' }),
    sms_gateway: SmsGateway.nullable(),
    sms_secret_set: z.boolean(),
    updated_at: instant.nullable().meta({ description: 'Null while nothing was set' }),
    version: versionNumber,
  })
  .meta({ id: 'SecuritySettings' });
export type SecuritySettings = z.output<typeof SecuritySettings>;

export const securitySettingsGet = defineOperation({
  name: 'security_settings.get',
  summary: 'Get how people sign in and how long that holds',
  permission: 'security.read',
  scope: 'tenant',
  input: z.strictObject({}),
  output: SecuritySettings,
  examples: [{}],
  http: { method: 'GET', path: '/tenant/security' },
});

export const securitySettingsUpdate = defineOperation({
  name: 'security_settings.update',
  summary: 'Change how people sign in and how long that holds; holds for sessions that are open, too',
  permission: 'security.write',
  scope: 'tenant',
  stepUp: true,
  input: z.strictObject({
    factor_required: z.enum(['nobody', 'roles', 'everybody']).optional(),
    factor_roles: z.array(z.string().min(1).max(80)).max(50).optional(),
    factor_grace_days: z
      .number()
      .int()
      .min(0)
      .max(90)
      .optional()
      .meta({ description: 'How long who has none may still work as before; 0: not at all' }),
    idle_minutes: z.number().int().min(5).max(absoluteMinutesMax).nullable().optional(),
    absolute_minutes: z.number().int().min(15).max(absoluteMinutesMax).optional(),
    sessions_max: z.number().int().min(1).max(100).nullable().optional(),
    allowed_networks: z.array(network).max(200).optional(),
    allowed_countries: z.array(country).max(250).optional(),
    audit_reads: z.enum(auditReadings).optional(),
    sms_gateway: SmsGateway.nullable().optional(),
    sms_secret: z.string().min(1).max(2000).nullable().optional().meta({ description: 'The value of the header; never shown again' }),
  }),
  output: SecuritySettings,
  errors: ['conflict', 'precondition_failed', 'address_not_allowed'],
  examples: [
    { factor_required: 'roles', factor_roles: ['tenant_admin'], factor_grace_days: 14, idle_minutes: 60 },
    { absolute_minutes: 480, sessions_max: 5, allowed_networks: [] },
  ],
  http: { method: 'PATCH', path: '/tenant/security' },
});
