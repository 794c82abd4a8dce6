import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { line, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';

export const holdStates = ['proposed', 'active', 'release_proposed', 'released'] as const;

/** States in which a hold holds: until its release is approved, it goes on. */
export const holdingStates = ['active', 'release_proposed'] as const;

export const LegalHold = z
  .strictObject({
    id: publicId('legalHold'),
    name: z.string(),
    reason: z.string(),
    kind: z.enum(['person', 'project', 'range']),
    user_id: publicId('user').nullable(),
    project_id: publicId('project').nullable(),
    covers: z.string().meta({ description: 'Whom or what it holds, in words' }),
    from: instant.nullable().meta({ description: 'Of a range; null for the beginning' }),
    to: instant.nullable().meta({ description: 'Of a range; null for no end' }),
    state: z.enum(holdStates).meta({ description: 'It holds while it is active or its release is only proposed' }),
    created_by_name: z.string().nullable(),
    created_at: instant,
    approved_by_name: z.string().nullable(),
    approved_at: instant.nullable(),
    release_reason: z.string().nullable(),
    release_by_name: z.string().nullable(),
    released_by_name: z.string().nullable(),
    released_at: instant.nullable(),
    version: versionNumber,
  })
  .meta({ id: 'LegalHold' });
export type LegalHold = z.output<typeof LegalHold>;

const holdId = publicId('legalHold');
const exampleId = 'lgh_01jdnhwyg0e008000000000001';
const change = { permission: 'privacy.write', scope: 'tenant', output: LegalHold } as const;

export const legalHoldList = defineOperation({
  name: 'legal_hold.list',
  summary: 'List legal holds, the newest first',
  permission: 'privacy.read',
  scope: 'tenant',
  input: z.strictObject({
    ...pageInput,
    state: z.enum([...holdStates, 'holding', 'all']).default('all'),
    sort: z.enum(['-created_at', 'created_at']).default('-created_at'),
  }),
  output: pageOf(LegalHold),
  errors: ['invalid_cursor'],
  examples: [{}, { state: 'holding' }],
  http: { method: 'GET', path: '/privacy/holds' },
  recordsReads: true,
});

export const legalHoldCreate = defineOperation({
  ...change,
  name: 'legal_hold.create',
  summary: 'Propose that the data of a person, of a project or of a range of time is kept; a second person puts it in force',
  input: z
    .strictObject({
      name: line(120),
      reason: line(1000),
      kind: z.enum(['person', 'project', 'range']),
      user_id: publicId('user').optional(),
      project_id: publicId('project').optional(),
      from: instant.optional(),
      to: instant.optional(),
    })
    .superRefine(({ kind, user_id, project_id, from, to }, context) => {
      const given = { user_id, project_id, from, to };
      const own: Record<string, readonly string[]> = { person: ['user_id'], project: ['project_id'], range: ['from', 'to'] };
      for (const [name, value] of Object.entries(given)) {
        if (value !== undefined && own[kind]?.includes(name) !== true)
          context.addIssue({ code: 'custom', path: [name], message: `Not with the kind ${kind}` });
      }
    })
    .meta({ description: 'A person needs user_id, a project project_id; a range needs from, to or both' }),
  examples: [
    { name: 'Doe v. Example', reason: 'Pending case 4 O 17/26', kind: 'person', user_id: 'usr_01jdnhwyg0e008000000000001' },
    { name: 'Tax audit', reason: 'Notice of 2 June', kind: 'range', from: '2025-01-01T00:00:00.000Z', to: '2026-01-01T00:00:00.000Z' },
  ],
  http: { method: 'POST', path: '/privacy/holds', status: 201 },
});

export const legalHoldApprove = defineOperation({
  ...change,
  name: 'legal_hold.approve',
  summary: 'Put a hold in force that somebody else proposed, or release one whose release somebody else proposed',
  errors: ['conflict', 'forbidden', 'precondition_failed'],
  input: z.strictObject({ legal_hold_id: holdId }),
  examples: [{ legal_hold_id: exampleId }],
  http: { method: 'POST', path: '/privacy/holds/{legal_hold_id}/approve' },
  stepUp: true,
});

export const legalHoldRelease = defineOperation({
  ...change,
  name: 'legal_hold.release',
  summary: 'Propose that a hold ends; a second person ends it. One that is not in force yet ends at once',
  errors: ['conflict', 'precondition_failed'],
  input: z.strictObject({ legal_hold_id: holdId, reason: line(1000) }),
  examples: [{ legal_hold_id: exampleId, reason: 'The case was settled' }],
  http: { method: 'POST', path: '/privacy/holds/{legal_hold_id}/release' },
});
