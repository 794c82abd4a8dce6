import { readStanding, type Standing } from '#lib/compliance/index.ts';
import { toPublicId } from '#lib/core/ids.ts';
import type { ReportColumn, ReportSection } from '../report-document.ts';
import type { ReportKind } from './report-kind.ts';

const text = (id: string, header: string): ReportColumn => ({ id, header, kind: 'text' });
const count = (id: string, header: string): ReportColumn => ({ id, header, kind: 'count' });
const words = { pass: 'Pass', fail: 'Fail', needs_human: 'Needs a person', not_applicable: 'Does not apply' } as const;
const noAudit = 'There was no audit before the end of the period.';

/** What every section on results says: figures are evidence of a moment. */
const noteOf = ({ audit }: Standing): string =>
  audit === undefined
    ? noAudit
    : `As the audit of ${audit.finishedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC found it. It evidences; it is no certificate.`;

function frameworkTable(standing: Standing): ReportSection {
  const { audit, before } = standing;
  const scoreBefore = new Map(before?.frameworks.map(({ framework, score }) => [framework, score]));
  return {
    ...{ id: 'frameworks', title: 'Frameworks', total: null, note: noteOf(standing) },
    columns: [
      ...[text('framework', 'Framework'), count('score', 'Score of 100'), count('previous_score', 'Before the period')],
      ...[{ id: 'evidenced_percent', header: 'Evidenced', kind: 'percent' } as const, count('passed', 'Passed'), count('failed', 'Failed')],
      ...[count('needs_human', 'Need a person'), count('not_applicable', 'Do not apply')],
    ],
    rows: (audit?.frameworks ?? []).map((one) => [
      ...[one.name, one.score, scoreBefore.get(one.framework) ?? null, one.evidenced],
      ...[one.passed, one.failed, one.needs_human, one.not_applicable],
    ]),
  };
}

function controlTable(standing: Standing): ReportSection {
  const { audit } = standing;
  const nameOf = new Map(audit?.frameworks.map(({ framework, name }) => [framework, name]));
  return {
    ...{ id: 'controls', title: 'Controls', total: null, note: noteOf(standing) },
    columns: [
      text('framework', 'Framework'),
      text('ref', 'Number'),
      text('title', 'Control'),
      text('status', 'Result'),
      text('checks', 'Checks'),
    ],
    rows: (audit?.controls ?? []).map(({ framework, ref, title, status, checks }) => [
      ...[nameOf.get(framework) ?? framework, ref, title, words[status], checks.join(', ')],
    ]),
  };
}

const findingTable = ({ findings }: Standing): ReportSection => ({
  ...{ id: 'findings', title: 'Findings', total: null, note: 'Those that were open in the period, and how they stood at its end.' },
  columns: [
    ...[text('id', 'Id'), text('title', 'What should hold'), text('severity', 'Severity'), text('state', 'State'), text('owner', 'Owner')],
    ...[count('failing', 'Failing'), { id: 'opened_at', header: 'Opened', kind: 'instant' } as const],
    ...[{ id: 'due_at', header: 'Due', kind: 'instant' } as const, { id: 'fixed_at', header: 'Fixed', kind: 'instant' } as const],
  ],
  rows: findings.map(({ id, title, severity, isAccepted, owner, failing, openedAt, dueAt, fixedAt }) => [
    ...[toPublicId('finding', id), title, severity, fixedAt !== null ? 'Fixed' : isAccepted ? 'Risk accepted' : 'Open', owner],
    ...[failing, openedAt, dueAt, fixedAt],
  ]),
});

const tables = { frameworks: frameworkTable, findings: findingTable, controls: controlTable } as const;

const isTable = (section: string): section is keyof typeof tables => section in tables;

/** How the rules are kept: scores, findings and controls at the end of the period. */
export const compliance: ReportKind = {
  kind: 'compliance',
  title: 'Compliance report',
  description: 'Scores of the frameworks, findings and controls, as the last audit of the period found them.',
  permission: 'compliance.read',
  scopes: ['tenant'],
  sections: [
    { id: 'frameworks', title: 'Frameworks' },
    { id: 'findings', title: 'Findings' },
    { id: 'controls', title: 'Controls' },
  ],
  async read({ ctx, period, sections }) {
    const standing = await readStanding(ctx, new Date(period.startMs), new Date(period.endMs));
    return sections.flatMap((section) => (isTable(section) ? [tables[section](standing)] : []));
  },
};
