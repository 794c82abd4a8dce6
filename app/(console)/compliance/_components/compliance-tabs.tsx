import { LinkTabs } from '#components/ui/link-tabs.tsx';

const tabs = [
  { id: 'frameworks', label: 'Frameworks', href: '/compliance' },
  { id: 'findings', label: 'Findings', href: '/compliance/findings' },
  { id: 'audits', label: 'Audits', href: '/compliance/audits' },
  { id: 'attestations', label: 'Attestations', href: '/compliance/attestations' },
  { id: 'providers', label: 'Providers', href: '/compliance/providers' },
  { id: 'reviews', label: 'Access reviews', href: '/compliance/reviews' },
] as const;

/** Sections of compliance. */
export const ComplianceTabs = ({ current }: { current: (typeof tabs)[number]['id'] }) => (
  <div className="pb-3">
    <LinkTabs label="Compliance" current={current} tabs={tabs} />
  </div>
);
