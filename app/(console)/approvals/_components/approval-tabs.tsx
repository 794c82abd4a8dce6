import { LinkTabs } from '#components/ui/link-tabs.tsx';
import { holds } from '#lib/contracts/permissions.ts';

/** Sections of the page: the lists of approvals, the rules, and who stands in for whom. */
export function ApprovalTabs({ current, permissions }: { current: string; permissions: readonly string[] }) {
  const mayRead = holds(permissions, 'approvals.read');
  return (
    <LinkTabs
      label="Approvals"
      current={current}
      tabs={[
        { id: 'mine', label: 'To decide', href: '/approvals' },
        { id: 'asked', label: 'Asked by me', href: '/approvals?tab=asked' },
        ...(mayRead ? [{ id: 'all', label: 'All', href: '/approvals?tab=all' }] : []),
        ...(holds(permissions, 'approvals.write') ? [{ id: 'rules', label: 'Rules', href: '/approvals/rules' }] : []),
        { id: 'delegations', label: 'Delegation', href: '/approvals/delegations' },
      ]}
    />
  );
}
