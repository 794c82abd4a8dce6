import { LinkTabs } from '#components/ui/link-tabs.tsx';

/** People who are here, and those who were asked to come. */
export function PeopleTabs({ current }: { current: 'people' | 'invitations' }) {
  return (
    <LinkTabs
      label="People"
      current={current}
      tabs={[
        { id: 'people', label: 'People', href: '/users' },
        { id: 'invitations', label: 'Invitations', href: '/users/invitations' },
      ]}
    />
  );
}
