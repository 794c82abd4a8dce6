import { LinkTabs } from '#components/ui/link-tabs.tsx';

const tabs = [
  { id: 'preview', label: 'Preview', href: '/reports' },
  { id: 'schedules', label: 'Schedules', href: '/reports/schedules' },
  { id: 'deliveries', label: 'Deliveries', href: '/reports/deliveries' },
  { id: 'exports', label: 'Exports', href: '/reports/exports' },
] as const;

/** The sides of reports: what they say, who receives them, what was sent, and files of calls. */
export const ReportTabs = ({ current }: { current: (typeof tabs)[number]['id'] }) => (
  <LinkTabs label="Sections of reports" tabs={tabs} current={current} />
);
