import { LinkTabs } from '#components/ui/link-tabs.tsx';
import { holds } from '#lib/contracts/permissions.ts';

/** Sections of the page: what was found, how classes are handled, what is kept of calls. */
export function DataTabs({ current, permissions }: { current: 'found' | 'settings' | 'content'; permissions: readonly string[] }) {
  const mayReadContent = holds(permissions, 'content.read');
  return (
    <LinkTabs
      label="Data classes"
      current={current}
      tabs={[
        { id: 'found', label: 'What was found', href: '/data-classes' },
        { id: 'settings', label: 'Classes and detection', href: '/data-classes/settings' },
        ...(mayReadContent ? [{ id: 'content', label: 'Kept prompts', href: '/data-classes/content' }] : []),
      ]}
    />
  );
}
