import type { OperationContext } from '#lib/command/context.ts';
import type { ReportKindName, ReportSectionName } from '#lib/contracts/report-request.ts';
import { AppError } from '#lib/core/errors.ts';
import { kinds } from './kinds/index.ts';
import type { ReportDocument } from './report-document.ts';
import type { ReportPeriod } from './report-period.ts';
import { lookingWith, nameReport, type ReportScope, requireSees } from './report-request.ts';

/** What a report is to show. */
export interface ReportQuestion {
  readonly kind: ReportKindName;
  readonly scope: ReportScope;
  /** Empty for all of the kind. */
  readonly sections: readonly ReportSectionName[];
}

/** Refuses scopes and sections that the kind does not have. */
export function requireFits({ kind, scope, sections }: ReportQuestion): void {
  const { scopes, sections: known, title } = kinds[kind];
  if (!scopes.includes(scope.kind))
    throw new AppError('validation_failed', { errors: [{ pointer: '/scope', detail: `${title}: only for ${scopes.join(', ')}` }] });
  const unknown = sections.filter((section) => !known.some(({ id }) => id === section));
  if (unknown.length === 0) return;
  const detail = `${title} has no ${unknown.join(', ')}; it has ${known.map(({ id }) => id).join(', ')}`;
  throw new AppError('validation_failed', { errors: [{ pointer: '/sections', detail }] });
}

/**
 * Makes a report as the caller may see it. Throws `not_found` for a scope that is not there and `forbidden` where the kind's
 * permission is not held on it, so that a report never shows more than its pages do.
 */
export async function buildReport(ctx: OperationContext, question: ReportQuestion, period: ReportPeriod): Promise<ReportDocument> {
  requireFits(question);
  const { kind, scope } = question;
  const { permission, title, sections: known, read } = kinds[kind];
  await requireSees(ctx, permission, scope);
  const named = await nameReport(ctx, scope);
  const wanted = known.map(({ id }) => id).filter((id) => question.sections.length === 0 || question.sections.includes(id));
  const sections = await read({ ctx: await lookingWith(ctx, permission), scope, period, sections: wanted });
  return {
    ...{ kind, title, ...named, timeZone: period.timeZone, periodLabel: period.label, createdAt: ctx.now, sections },
    ...{ from: new Date(period.startMs), to: new Date(period.endMs) },
  };
}
