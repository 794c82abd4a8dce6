import { LinkTabs } from '#components/ui/link-tabs.tsx';
import { holds } from '#lib/contracts/permissions.ts';

export type ModelTab = 'models' | 'lists' | 'rates' | 'rerates';

/** The pages about prices; what a role never sees is left out. */
export function ModelTabs({ current, permissions }: { current: ModelTab; permissions: readonly string[] }) {
  const own = holds(permissions, 'prices.read');
  return (
    <LinkTabs
      label="Models and prices"
      current={current}
      tabs={[
        { id: 'models', label: 'Models', href: '/models' },
        { id: 'lists', label: 'Price lists', href: '/models/lists' },
        ...(own ? [{ id: 'rates', label: 'Own rates', href: '/models/rates' }] : []),
        ...(own ? [{ id: 'rerates', label: 'Re-ratings', href: '/models/rerates' }] : []),
      ]}
    />
  );
}
