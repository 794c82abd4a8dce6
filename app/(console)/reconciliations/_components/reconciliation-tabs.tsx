import { LinkTabs } from '#components/ui/link-tabs.tsx';

const tabs = [
  { id: 'comparisons', label: 'Comparisons', href: '/reconciliations' },
  { id: 'schedules', label: 'By schedule', href: '/reconciliations/schedules' },
] as const;

/** What was compared, and what is compared by itself. */
export const ReconciliationTabs = ({ current }: { current: (typeof tabs)[number]['id'] }) => (
  <LinkTabs label="Sections of reconciliation" tabs={tabs} current={current} />
);
