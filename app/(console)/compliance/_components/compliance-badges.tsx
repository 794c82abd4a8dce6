import { Badge, StatusBadge } from '#components/ui/badge.tsx';

const statusTones = { pass: 'success', fail: 'danger', needs_human: 'warning', not_applicable: 'outline' } as const;
const statusWords = { pass: 'Pass', fail: 'Fail', needs_human: 'Needs a person', not_applicable: 'Does not apply' } as const;
type ControlState = keyof typeof statusWords;

/** How a control or check was found; null before the first audit. */
export const ControlStatus = ({ status }: { status: ControlState | null }) =>
  status === null ? (
    <StatusBadge tone="outline">Not audited</StatusBadge>
  ) : (
    <StatusBadge tone={statusTones[status]}>{statusWords[status]}</StatusBadge>
  );

const severityTones = { low: 'neutral', medium: 'info', high: 'warning', critical: 'danger' } as const;
const severityWords = { low: 'Low', medium: 'Medium', high: 'High', critical: 'Critical' } as const;

export const SeverityBadge = ({ severity }: { severity: keyof typeof severityWords }) => (
  <Badge tone={severityTones[severity]}>{severityWords[severity]}</Badge>
);

const findingTones = { open: 'danger', accepted: 'warning', fixed: 'success' } as const;
const findingWords = { open: 'Open', accepted: 'Risk accepted', fixed: 'Fixed' } as const;

export const FindingState = ({ state }: { state: keyof typeof findingWords }) => (
  <StatusBadge tone={findingTones[state]}>{findingWords[state]}</StatusBadge>
);

/** A score in words: nothing decided is not zero. */
export const scoreText = (score: number | null): string => (score === null ? '–' : `${score}`);
