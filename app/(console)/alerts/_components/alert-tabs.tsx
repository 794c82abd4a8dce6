import { LinkTabs } from '#components/ui/link-tabs.tsx';

const tabs = [
  { id: 'alerts', label: 'Alerts', href: '/alerts' },
  { id: 'rules', label: 'Rules', href: '/alert-rules' },
  { id: 'channels', label: 'Channels', href: '/channels' },
  { id: 'webhooks', label: 'Deliveries', href: '/webhooks' },
  { id: 'settings', label: 'Settings', href: '/alerts/settings' },
] as const;

/** What was told, by which rules, to whom, and whether it arrived. */
export const AlertTabs = ({ current }: { current: (typeof tabs)[number]['id'] }) => (
  <LinkTabs label="Sections of alerts" tabs={tabs} current={current} />
);
