import { LinkTabs } from '#components/ui/link-tabs.tsx';
import { holds } from '#lib/contracts/permissions.ts';

/** The pages about keys; loans and rules are for those who see keys of others. */
export function KeyTabs({ current, permissions }: { current: 'keys' | 'loans' | 'rules' | 'leaks'; permissions: readonly string[] }) {
  const shared = [
    { id: 'loans', label: 'Loans', href: '/keys/loans' },
    { id: 'rules', label: 'Rules', href: '/keys/rules' },
  ];
  const ofOthers = holds(permissions, 'keys.read') ? shared : [];
  return (
    <LinkTabs
      label="Sections of virtual keys"
      current={current}
      tabs={[{ id: 'keys', label: 'Keys', href: '/keys' }, ...ofOthers, { id: 'leaks', label: 'Leaks', href: '/keys/leaks' }]}
    />
  );
}
