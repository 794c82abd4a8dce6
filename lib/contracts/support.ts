import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { paragraph, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';

/** People of the platform who look into an organization: they ask, its administrators decide. */

const tenantId = publicId('tenant');
const tenantExample = 'tnt_01jdnhwyg0e008000000000001';

const supportStates = ['asked', 'granted', 'refused', 'ended'] as const;

/** The longest that access to an organization holds before it has to be asked for again. */
export const supportHoursMax = 72;

/** A request of somebody of the platform to look into an organization. */
export const SupportAccess = z
  .strictObject({
    id: publicId('supportAccess'),
    state: z.enum(supportStates),
    reason: z.string(),
    hours: z.number().int().min(1).max(supportHoursMax).meta({ description: 'From the moment it is granted' }),
    operator_name: z.string(),
    operator_email: z.string(),
    decided_at: instant.nullable(),
    decided_by_name: z.string().nullable(),
    ends_at: instant.nullable(),
    created_at: instant,
    version: versionNumber,
  })
  .meta({ id: 'SupportAccess' });
export type SupportAccess = z.output<typeof SupportAccess>;

/** The same as the platform sees it. */
const SupportCase = SupportAccess.extend({ tenant_id: tenantId, tenant_name: z.string() });
export type SupportCase = z.output<typeof SupportCase>;

export const supportCaseAsk = defineOperation({
  name: 'support_case.ask',
  summary: 'Ask an organization to be let in for a time; its administrators decide',
  permission: 'platform.write',
  scope: 'platform',
  input: z.strictObject({
    tenant_id: tenantId,
    reason: paragraph(1000).min(10).meta({ description: 'What those who decide read' }),
    hours: z.number().int().min(1).max(supportHoursMax).default(4),
  }),
  output: SupportCase,
  errors: ['not_found', 'conflict'],
  examples: [{ tenant_id: tenantExample, reason: 'You reported that calls to the route “chat” fail since this morning.', hours: 4 }],
  http: { method: 'POST', path: '/platform/tenants/{tenant_id}/support', status: 201 },
});

export const supportCaseList = defineOperation({
  name: 'support_case.list',
  summary: 'List the requests to be let into organizations, newest first',
  permission: 'platform.read',
  scope: 'platform',
  input: z.strictObject({ ...pageInput }),
  output: pageOf(SupportCase),
  errors: ['invalid_cursor'],
  examples: [{}],
  http: { method: 'GET', path: '/platform/support' },
});

const accessId = publicId('supportAccess');
const accessExample = 'sup_01jdnhwyg0e008000000000001';

export const supportAccessList = defineOperation({
  name: 'support_access.list',
  summary: 'List who of the platform asked to look into the organization, and what became of it',
  permission: 'support.consent',
  scope: 'tenant',
  input: z.strictObject({ ...pageInput }),
  output: pageOf(SupportAccess),
  errors: ['invalid_cursor'],
  examples: [{}],
  http: { method: 'GET', path: '/support-access' },
});

export const supportAccessGrant = defineOperation({
  name: 'support_access.grant',
  summary: 'Let somebody of the platform read the organization’s configuration for the hours they asked for',
  permission: 'support.consent',
  scope: 'tenant',
  input: z.strictObject({ access_id: accessId }),
  output: SupportAccess,
  errors: ['not_found', 'conflict'],
  examples: [{ access_id: accessExample }],
  http: { method: 'POST', path: '/support-access/{access_id}/grant' },
  stepUp: true,
});

export const supportAccessRefuse = defineOperation({
  name: 'support_access.refuse',
  summary: 'Refuse to let somebody of the platform in',
  permission: 'support.consent',
  scope: 'tenant',
  input: z.strictObject({ access_id: accessId }),
  output: SupportAccess,
  errors: ['not_found', 'conflict'],
  examples: [{ access_id: accessExample }],
  http: { method: 'POST', path: '/support-access/{access_id}/refuse' },
});

export const supportAccessEnd = defineOperation({
  name: 'support_access.end',
  summary: 'End access that was granted, at once',
  permission: 'support.consent',
  scope: 'tenant',
  input: z.strictObject({ access_id: accessId }),
  output: SupportAccess,
  errors: ['not_found', 'conflict'],
  examples: [{ access_id: accessExample }],
  http: { method: 'POST', path: '/support-access/{access_id}/end' },
  touches: ['access', 'keys', 'organization'],
});
