import { LinkTabs } from '#components/ui/link-tabs.tsx';
import { holds } from '#lib/contracts/permissions.ts';

/** The pages about keys; the rules are for those who see keys of others. */
export function KeyTabs({ current, permissions }: { current: 'keys' | 'rules' | 'leaks'; permissions: readonly string[] }) {
  const rules = holds(permissions, 'keys.read') ? [{ id: 'rules', label: 'Rules', href: '/keys/rules' }] : [];
  return (
    <LinkTabs
      label="Sections of virtual keys"
      current={current}
      tabs={[{ id: 'keys', label: 'Keys', href: '/keys' }, ...rules, { id: 'leaks', label: 'Leaks', href: '/keys/leaks' }]}
    />
  );
}
