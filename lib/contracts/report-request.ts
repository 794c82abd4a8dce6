import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { timeZone } from './fields.ts';

/** What reports can be about; each is a file of lib/reports/kinds. */
export const reportKinds = ['cost', 'usage', 'chargeback', 'executive', 'audit', 'compliance'] as const;
export type ReportKindName = (typeof reportKinds)[number];

/** Parts of the organization that a report can be narrowed to. */
export const reportScopes = ['tenant', 'department', 'team', 'project', 'cost_center'] as const;
export type ReportScopeKind = (typeof reportScopes)[number];

export const reportFormats = ['csv', 'xlsx', 'pdf', 'json'] as const;
export type ReportFormatName = (typeof reportFormats)[number];

/** Every section of every kind, so that a wrong name is refused before anything is read. */
export const reportSections = [
  ...(['summary', 'days', 'departments', 'teams', 'projects', 'people', 'keys', 'models', 'providers'] as const),
  ...(['cost_centers', 'actions', 'actors', 'refusals', 'entries', 'frameworks', 'findings', 'controls'] as const),
  ...(['targets', 'return', 'advice'] as const),
] as const;
export type ReportSectionName = (typeof reportSections)[number];

export const reportFrequencies = ['daily', 'weekly', 'monthly', 'quarterly'] as const;
export type ReportFrequency = (typeof reportFrequencies)[number];

/** `last_…` are whole days, ISO weeks, months and quarters of the calendar that are over. */
export const reportPeriods = ['last_day', 'last_week', 'last_month', 'last_quarter', 'custom'] as const;

interface ScopeChoice {
  readonly scope: ReportScopeKind;
  readonly department_id?: string | undefined;
  readonly team_id?: string | undefined;
  readonly project_id?: string | undefined;
  readonly cost_center_id?: string | undefined;
}

/** Refuses a scope without its field, or with the field of another one. */
export function hasItsPlace(input: ScopeChoice, context: z.RefinementCtx): void {
  for (const kind of ['department', 'team', 'project', 'cost_center'] as const) {
    const isGiven = input[`${kind}_id`] !== undefined;
    if (isGiven === (kind === input.scope)) continue;
    const message = isGiven ? `Not with the scope ${input.scope}` : `The scope ${kind} needs it`;
    context.addIssue({ code: 'custom', path: [`${kind}_id`], message });
  }
}

/** Which part of the organization a report is about. */
export const scopeInput = {
  scope: z.enum(reportScopes).default('tenant'),
  department_id: publicId('department').optional(),
  team_id: publicId('team').optional(),
  project_id: publicId('project').optional(),
  cost_center_id: publicId('costCenter').optional(),
};

/** Where a permission must be held for a report about `scopeInput`; cost centers are the organization's. */
export const reportPlace = {
  of: 'department',
  from: 'department_id',
  absent: { of: 'team', from: 'team_id', absent: { of: 'project', from: 'project_id', absent: 'tenant' } },
} as const;

/** Sections as a query has them. */
const sectionList = z
  .string()
  .optional()
  .transform((text) => (text === undefined || text === '' ? [] : text.split(',').map((name) => name.trim())))
  .pipe(z.array(z.enum(reportSections)).max(reportSections.length));

/** What a report is to show, for questions that are asked by an address. */
export const reportQuery = {
  kind: z.enum(reportKinds),
  ...scopeInput,
  sections: sectionList.meta({ description: 'Sections of the kind, joined by commas; all unless said' }),
  period: z.enum(reportPeriods).default('last_month'),
  from: instant.optional().meta({ description: 'With the period custom' }),
  to: instant.optional().meta({ description: 'With the period custom' }),
  time_zone: timeZone.optional().meta({ description: 'Where days begin; the caller’s, else the organization’s' }),
};

/** Longest period of a report, in days. */
export const reportDaysMax = 400;

/** Refuses a custom period without its ends, and ends of another one. */
export function hasItsPeriod(
  { period, from, to }: { period: (typeof reportPeriods)[number]; from?: Date | undefined; to?: Date | undefined },
  context: z.RefinementCtx,
): void {
  if (period !== 'custom') {
    if (from !== undefined || to !== undefined)
      context.addIssue({ code: 'custom', path: ['period'], message: '"from" and "to" go with the period custom' });
    return;
  }
  if (from === undefined || to === undefined || from >= to) {
    context.addIssue({ code: 'custom', path: ['from'], message: 'The period custom needs from and to, in this order' });
    return;
  }
  if (to.getTime() - from.getTime() > reportDaysMax * 86_400_000)
    context.addIssue({ code: 'custom', path: ['to'], message: `At most ${reportDaysMax} days at once` });
}
