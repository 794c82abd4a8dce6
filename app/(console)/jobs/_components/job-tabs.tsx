import { LinkTabs } from '#components/ui/link-tabs.tsx';

/** What there is, and what ran. */
export const JobTabs = ({ current }: { current: 'jobs' | 'runs' }) => (
  <LinkTabs
    label="Sections of background work"
    current={current}
    tabs={[
      { id: 'jobs', label: 'Jobs', href: '/jobs' },
      { id: 'runs', label: 'Runs', href: '/jobs/runs' },
    ]}
  />
);
