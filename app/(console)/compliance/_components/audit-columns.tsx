import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import type { ComplianceAudit } from '#lib/contracts/compliance-audits.ts';
import { scoreText } from './compliance-badges.tsx';

/** An audit as pages have it. */
export type AuditRow = z.input<typeof ComplianceAudit>;

const failedOf = ({ frameworks }: AuditRow): number => frameworks.reduce((sum, { failed }) => sum + failed, 0);

export const auditColumns: readonly Column<AuditRow>[] = [
  {
    id: 'started',
    header: 'Audit',
    value: (row) => row.started_at,
    format: 'time',
    sort: 'started_at',
    descendingFirst: true,
    narrow: true,
  },
  { id: 'score', header: 'Score', value: (row) => scoreText(row.score), align: 'end', narrow: true },
  { id: 'evidenced', header: 'Evidenced', value: (row) => `${row.evidenced}%`, align: 'end' },
  { id: 'failed', header: 'Controls failed', value: failedOf, format: 'count', align: 'end', narrow: true },
  { id: 'frameworks', header: 'Frameworks', value: (row) => row.frameworks.length, format: 'count', align: 'end' },
  { id: 'cause', header: 'Run', value: (row) => (row.cause === 'asked' ? 'By a person' : 'As scheduled') },
  { id: 'next', header: 'Next audit', value: (row) => row.next_audit_at, format: 'time' },
];
