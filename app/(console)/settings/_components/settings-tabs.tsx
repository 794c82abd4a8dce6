import { LinkTabs } from '#components/ui/link-tabs.tsx';

const tabs = [
  { id: 'general', label: 'General', href: '/settings/general' },
  { id: 'sessions', label: 'Sessions', href: '/settings/sessions' },
];

/** Sections of the settings, each with its own address. */
export function SettingsTabs({ current }: { current: 'general' | 'sessions' }) {
  return <LinkTabs label="Settings" tabs={tabs} current={current} />;
}
