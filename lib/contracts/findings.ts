import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { findingSeverities } from './compliance-frameworks.ts';
import { line, paragraph, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';

const findingStates = ['open', 'accepted', 'fixed'] as const;

/** Longest time that a risk can be accepted for. */
const acceptanceDaysMax = 365;

/** A check that fails, until it passes again. */
export const Finding = z
  .strictObject({
    id: publicId('finding'),
    check: z.string(),
    title: z.string(),
    mend: z.string().meta({ description: 'What to do about it' }),
    page: z.string().meta({ description: 'Page of the console where it is mended' }),
    severity: z.enum(findingSeverities),
    state: z.enum(findingStates),
    failing: z.number().int().min(0),
    sample: z.array(z.string()).meta({ description: 'Public ids or names of the first that fail' }),
    owner_id: publicId('user').nullable(),
    owner_name: z.string().nullable(),
    due_at: instant,
    opened_at: instant,
    last_seen_at: instant,
    fixed_at: instant.nullable(),
    acceptance_asked_by: publicId('user').nullable().meta({ description: 'Who asked that the risk be accepted; somebody else decides' }),
    accepted_by: publicId('user').nullable(),
    accepted_until: instant.nullable().meta({ description: 'Until when it is, or would be, accepted' }),
    remediable: z.boolean().meta({ description: 'Whether one click mends it' }),
    undoable: z.boolean().meta({ description: 'Whether what one click changed can be changed back' }),
    version: versionNumber,
  })
  .meta({ id: 'ComplianceFinding' });
export type Finding = z.output<typeof Finding>;

const FindingStep = z.strictObject({
  kind: z.enum([
    ...(['opened', 'fixed', 'assigned', 'due', 'comment', 'remediated', 'undone'] as const),
    ...(['acceptance_asked', 'accepted', 'acceptance_refused', 'acceptance_ended'] as const),
  ]),
  at: instant,
  user_name: z.string().nullable(),
  note: z.string(),
});

/** An ordinary operation that mends a finding, as it would be carried out with the rights of who asks. */
const Remediation = z
  .strictObject({
    operation: z.string(),
    summary: z.string(),
    permission: z.string().nullable().meta({ description: 'What whoever carries it out must hold' }),
    input: z.record(z.string(), z.unknown()),
    before: z.record(z.string(), z.unknown()).meta({ description: 'What holds now, in the same fields' }),
  })
  .meta({ id: 'ComplianceRemediation' });

export const FindingWithHistory = Finding.extend({
  controls: z.array(z.strictObject({ framework: z.string(), name: z.string(), ref: z.string(), title: z.string() })),
  timeline: z.array(FindingStep),
  remediation: Remediation.nullable(),
}).meta({ id: 'ComplianceFindingWithHistory' });
export type FindingWithHistory = z.output<typeof FindingWithHistory>;

const findingId = publicId('finding');
const exampleId = 'fnd_01jdnhwyg0e008000000000001';
const note = paragraph(2000).default('').meta({ description: 'For the timeline' });
const ofOne = { permission: 'compliance.write', scope: 'tenant', output: FindingWithHistory } as const;

export const findingList = defineOperation({
  name: 'compliance_finding.list',
  summary: 'List findings, the newest first unless sorted',
  permission: 'compliance.read',
  scope: 'tenant',
  input: z.strictObject({
    ...pageInput,
    state: z.enum([...findingStates, 'unfixed', 'all']).default('all'),
    severity: z.enum(findingSeverities).optional(),
    check: line(80).optional(),
    sort: z.enum(['-opened_at', 'opened_at']).default('-opened_at'),
  }),
  output: pageOf(Finding),
  errors: ['invalid_cursor'],
  examples: [{}, { state: 'unfixed', severity: 'high' }],
  http: { method: 'GET', path: '/compliance/findings' },
});

export const findingGet = defineOperation({
  name: 'compliance_finding.get',
  summary: 'Get a finding with its controls, its history and what would mend it',
  permission: 'compliance.read',
  scope: 'tenant',
  input: z.strictObject({ finding_id: findingId }),
  output: FindingWithHistory,
  examples: [{ finding_id: exampleId }],
  http: { method: 'GET', path: '/compliance/findings/{finding_id}' },
});

export const findingUpdate = defineOperation({
  ...ofOne,
  name: 'compliance_finding.update',
  summary: 'Name who settles a finding and until when, or comment',
  input: z.strictObject({
    finding_id: findingId,
    owner_id: publicId('user').nullable().optional(),
    due_at: instant.optional(),
    comment: paragraph(2000).optional(),
  }),
  errors: ['conflict', 'precondition_failed'],
  examples: [{ finding_id: exampleId, owner_id: 'usr_01jdnhwyg0e008000000000001', comment: 'Asked the team.' }],
  http: { method: 'PATCH', path: '/compliance/findings/{finding_id}' },
});

export const findingAskAcceptance = defineOperation({
  ...ofOne,
  name: 'compliance_finding.ask_acceptance',
  summary: 'Ask that the risk of a finding be accepted until a day; somebody else decides',
  input: z.strictObject({
    finding_id: findingId,
    days: z.number().int().min(1).max(acceptanceDaysMax),
    reason: paragraph(2000).refine((text) => text.length >= 10, { error: 'Must say why, in ten characters or more' }),
  }),
  errors: ['conflict', 'precondition_failed'],
  examples: [{ finding_id: exampleId, days: 30, reason: 'The supplier delivers the fix next month.' }],
  http: { method: 'POST', path: '/compliance/findings/{finding_id}/acceptance' },
});

export const findingDecideAcceptance = defineOperation({
  ...ofOne,
  name: 'compliance_finding.decide_acceptance',
  summary: 'Accept the risk that somebody else asked to accept, or refuse it',
  input: z.strictObject({ finding_id: findingId, accept: z.boolean(), note }),
  errors: ['conflict', 'precondition_failed'],
  examples: [{ finding_id: exampleId, accept: true }],
  http: { method: 'POST', path: '/compliance/findings/{finding_id}/acceptance/decision' },
});
