import { LinkTabs } from '#components/ui/link-tabs.tsx';

const tabs = [
  { id: 'requests', label: 'Requests', href: '/privacy' },
  { id: 'consents', label: 'Consents', href: '/privacy/consents' },
  { id: 'holds', label: 'Legal holds', href: '/privacy/holds' },
] as const;

/** What people ask for, what they agreed to, and what must be kept all the same. */
export const PrivacyTabs = ({ current }: { current: (typeof tabs)[number]['id'] }) => (
  <LinkTabs label="Sections of privacy" tabs={tabs} current={current} />
);
