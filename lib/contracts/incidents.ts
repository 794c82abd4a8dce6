import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { line, paragraph, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';

export const incidentStates = ['open', 'acknowledged', 'resolved'] as const;
export const incidentSeverities = ['info', 'warning', 'critical'] as const;

/** Something that went wrong. */
export const Incident = z
  .strictObject({
    id: publicId('incident'),
    source: z.string().meta({ description: 'What noticed it, such as conservation' }),
    severity: z.enum(incidentSeverities),
    title: z.string(),
    summary: z.string(),
    detail: z.record(z.string(), z.unknown()).meta({ description: 'Facts as the source has them' }),
    state: z.enum(incidentStates),
    opened_at: instant,
    last_seen_at: instant,
    seen_count: z.number().int().min(1),
    cleared_at: instant.nullable().meta({ description: 'When the source found it gone; it stays open until somebody resolves it' }),
    acknowledged_at: instant.nullable(),
    acknowledged_by: publicId('user').nullable(),
    resolved_at: instant.nullable(),
    resolved_by: publicId('user').nullable(),
    version: versionNumber,
  })
  .meta({ id: 'Incident' });
export type Incident = z.output<typeof Incident>;

const IncidentStep = z.strictObject({
  kind: z.enum(['opened', 'cleared', 'returned', 'acknowledged', 'resolved', 'comment']),
  at: instant,
  user_id: publicId('user').nullable(),
  user_name: z.string().nullable(),
  note: z.string(),
});

const IncidentWithTimeline = Incident.extend({ timeline: z.array(IncidentStep) });
export type IncidentWithTimeline = z.output<typeof IncidentWithTimeline>;

const incidentId = publicId('incident');
const exampleId = 'inc_01jdnhwyg0e008000000000001';
const note = paragraph(2000).default('').meta({ description: 'For the timeline' });

export const incidentList = defineOperation({
  name: 'incident.list',
  summary: 'List incidents, the newest first unless sorted',
  permission: 'incidents.read',
  scope: 'tenant',
  input: z.strictObject({
    ...pageInput,
    state: z.enum([...incidentStates, 'unresolved', 'all']).default('all'),
    source: line(60).optional(),
    severity: z.enum(incidentSeverities).optional(),
    sort: z.enum(['-opened_at', 'opened_at']).default('-opened_at'),
  }),
  output: pageOf(Incident),
  errors: ['invalid_cursor'],
  examples: [{}, { state: 'unresolved', source: 'conservation' }],
  http: { method: 'GET', path: '/incidents' },
});

export const incidentGet = defineOperation({
  name: 'incident.get',
  summary: 'Get an incident with its timeline',
  permission: 'incidents.read',
  scope: 'tenant',
  input: z.strictObject({ incident_id: incidentId }),
  output: IncidentWithTimeline,
  examples: [{ incident_id: exampleId }],
  http: { method: 'GET', path: '/incidents/{incident_id}' },
});

/** How many incidents want somebody, told again when that changes. */
export const IncidentFigures = z.strictObject({
  open: z.number().int().min(0),
  acknowledged: z.number().int().min(0),
  changed_at: instant.nullable().meta({ description: 'When one was last seen, acknowledged or resolved' }),
});
export type IncidentFigures = z.output<typeof IncidentFigures>;

export const incidentFollow = defineOperation({
  name: 'incident.follow',
  summary: 'Follow incidents as server-sent events',
  permission: 'incidents.read',
  scope: 'tenant',
  input: z.strictObject({}),
  output: IncidentFigures,
  examples: [{}],
  http: { method: 'GET', path: '/incidents/events', kind: 'sse' },
});

export const incidentCreate = defineOperation({
  name: 'incident.create',
  summary: 'Open an incident that a person noticed; channels and webhooks hear of it',
  permission: 'incidents.write',
  scope: 'tenant',
  input: z.strictObject({
    title: line(200),
    summary: paragraph(2000).min(1).meta({ description: 'What is wrong, for whoever looks next' }),
    severity: z.enum(incidentSeverities).default('warning'),
  }),
  output: Incident,
  examples: [{ title: 'Answers are slow in Paris', summary: 'Support hears of it since nine.', severity: 'critical' }],
  http: { method: 'POST', path: '/incidents', status: 201 },
});

export const incidentAcknowledge = defineOperation({
  name: 'incident.acknowledge',
  summary: 'Acknowledge an incident: somebody is looking at it',
  permission: 'incidents.write',
  scope: 'tenant',
  input: z.strictObject({ incident_id: incidentId, note }),
  output: Incident,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ incident_id: exampleId, note: 'Looking into the rollups of the night.' }],
  http: { method: 'POST', path: '/incidents/{incident_id}/acknowledge' },
});

export const incidentResolve = defineOperation({
  name: 'incident.resolve',
  summary: 'Resolve an incident; the same fault opens another one when it is seen again',
  permission: 'incidents.write',
  scope: 'tenant',
  input: z.strictObject({ incident_id: incidentId, note }),
  output: Incident,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ incident_id: exampleId, note: 'The sums of the hour were made anew.' }],
  http: { method: 'POST', path: '/incidents/{incident_id}/resolve' },
});

export const incidentComment = defineOperation({
  name: 'incident.comment',
  summary: 'Add a comment to the timeline of an incident',
  permission: 'incidents.write',
  scope: 'tenant',
  input: z.strictObject({ incident_id: incidentId, note: paragraph(2000).min(1) }),
  output: IncidentWithTimeline,
  examples: [{ incident_id: exampleId, note: 'The same hour as last week.' }],
  http: { method: 'POST', path: '/incidents/{incident_id}/comments' },
});
