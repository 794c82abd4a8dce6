import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { Badge, StatusBadge } from '#components/ui/badge.tsx';
import type { AlertRule } from '#lib/contracts/alert-rules.ts';

/** A rule as pages have it. */
export type RuleRow = z.input<typeof AlertRule>;

const severities = { info: 'info', warning: 'warning', critical: 'danger' } as const;

/** Whether the rule is looked at, and what it found last. */
export function RuleState({ rule: { is_enabled: isEnabled, last_fault: fault, holds_since: since } }: { rule: RuleRow }) {
  if (!isEnabled) return <StatusBadge tone="neutral">Off</StatusBadge>;
  if (fault !== null) return <StatusBadge tone="danger">Fails</StatusBadge>;
  return since === null ? <StatusBadge tone="success">Quiet</StatusBadge> : <StatusBadge tone="warning">Holds</StatusBadge>;
}

export const ruleColumns: readonly Column<RuleRow>[] = [
  { id: 'name', header: 'Rule', value: (row) => row.name, sort: 'name', narrow: true },
  { id: 'state', header: 'State', cell: (row) => <RuleState rule={row} />, narrow: true },
  { id: 'expression', header: 'When', cell: (row) => <span className="font-mono">{row.expression}</span> },
  { id: 'window', header: 'Over', value: (row) => `${row.window_minutes} min` },
  { id: 'severity', header: 'Severity', cell: (row) => <Badge tone={severities[row.severity]}>{row.severity}</Badge> },
  { id: 'evaluated', header: 'Looked at', value: (row) => row.evaluated_at, format: 'time' },
];
