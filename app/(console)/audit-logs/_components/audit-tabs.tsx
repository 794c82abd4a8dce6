import { LinkTabs } from '#components/ui/link-tabs.tsx';

const tabs = [
  { id: 'entries', label: 'Entries', href: '/audit-logs' },
  { id: 'integrity', label: 'Integrity', href: '/audit-logs/integrity' },
  { id: 'retention', label: 'Retention', href: '/audit-logs/retention' },
  { id: 'targets', label: 'SIEM and anchors', href: '/audit-logs/targets' },
] as const;

/** The sides of the audit log: what happened, whether it is whole, how long it is kept, and who else has it. */
export const AuditTabs = ({ current }: { current: (typeof tabs)[number]['id'] }) => (
  <LinkTabs label="Sections of the audit log" tabs={tabs} current={current} />
);
