'use client';
import { Search } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import { Sheet } from '#components/ui/sheet.tsx';
import type { Surface } from '#components/ui/use-on-demand.ts';
import { Navigation, type NavigationGroup } from './navigation.tsx';

export interface NavigationSheetProps extends Surface {
  groups: readonly NavigationGroup[];
  onSearch: () => void;
}

/** The pages on narrow screens. */
export function NavigationSheet({ open, onOpenChange, groups, onSearch }: NavigationSheetProps) {
  const close = (): void => onOpenChange(false);
  return (
    <Sheet open={open} onOpenChange={onOpenChange} title="Pages">
      <div className="p-2">
        <Button
          size="large"
          icon={<Search />}
          className="w-full justify-start text-quiet"
          onClick={() => {
            close();
            onSearch();
          }}
        >
          Search…
        </Button>
      </div>
      <Navigation groups={groups} onNavigate={close} />
    </Sheet>
  );
}
