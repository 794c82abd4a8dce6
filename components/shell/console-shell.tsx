'use client';
import { PanelLeft, Search } from 'lucide-react';
import { type ReactNode, useCallback, useMemo, useState } from 'react';
import { Button, IconButton } from '#components/ui/button.tsx';
import { cn } from '#components/ui/cn.ts';
import { Kbd } from '#components/ui/kbd.tsx';
import { useOnDemand } from '#components/ui/use-on-demand.ts';
import type { SearchObjects } from './command-palette.tsx';
import { Navigation, NavigationCommands, type NavigationGroup } from './navigation.tsx';
import { type Preferences, PreferencesProvider } from './preferences.tsx';
import { ShellContext } from './shell-context.tsx';
import { ShortcutHost } from './shortcut-host.tsx';
import { SkipLink } from './skip-link.tsx';
import { createTypedAhead } from './typed-ahead.ts';
import { useCommand } from './use-command.tsx';
import { UrlProvider } from './use-url.tsx';

/** Remembers a folded navigation for the next first paint; the layout reads it and passes `folded`. */
export const foldedCookie = 'tollgate_navigation';

export interface ConsoleShellProps {
  preferences: Preferences;
  groups: readonly NavigationGroup[];
  /** Name of the tenant, or its switcher. */
  tenant: ReactNode;
  /** Settings link and user menu at the foot of the navigation. */
  foot: ReactNode;
  /** At most one banner for the whole tenant. */
  banner?: ReactNode;
  folded?: boolean;
  /** Finds objects by name or id for the palette; a server action. */
  searchObjects?: SearchObjects;
  children: ReactNode;
}

const loadPalette = () => import('./command-palette.tsx').then((module) => module.CommandPalette);

/** Navigation, keys, palette and the column a page stands in. Pages bring their own page bar and header. */
export function ConsoleShell({
  preferences,
  groups,
  tenant,
  foot,
  banner,
  folded: initial = false,
  searchObjects,
  children,
}: ConsoleShellProps) {
  const [folded, setFolded] = useState(initial);
  const palette = useOnDemand(loadPalette);
  const showPalette = palette.show;
  const [typedAhead] = useState(createTypedAhead);
  const openPalette = useCallback(() => {
    typedAhead.start();
    // Where the palette does not come, the keys go back to the page.
    void showPalette().finally(() => setTimeout(typedAhead.take, 2000));
  }, [showPalette, typedAhead]);
  const toggleFolded = useCallback(() => {
    setFolded((before) => {
      // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every supported browser
      document.cookie = `${foldedCookie}=${before ? '' : 'folded'}; path=/; max-age=31536000; samesite=lax`;
      return !before;
    });
  }, []);
  const state = useMemo(() => ({ groups, folded, toggleFolded, openPalette }), [groups, folded, toggleFolded, openPalette]);
  return (
    <PreferencesProvider value={preferences}>
      <UrlProvider>
        <ShellContext value={state}>
          <div data-density={preferences.density} data-navigation={folded ? 'folded' : 'open'} className="group/shell">
            <SkipLink />
            <Side tenant={tenant} foot={foot} groups={groups} folded={folded} onSearch={openPalette} onFold={toggleFolded} />
            <div className="flex min-h-dvh min-w-0 flex-col bg-surface lg:ml-(--navigation-width) lg:border-l tall:has-data-fill:h-dvh xl:has-data-side-panel:pr-(--panel-width)">
              {banner}
              <main id="main" tabIndex={-1} className="flex min-h-0 min-w-0 flex-1 flex-col outline-none max-sm:has-data-primary:pb-20">
                {children}
              </main>
            </div>
            <ShortcutHost />
            <ShellCommands openPalette={openPalette} toggleFolded={toggleFolded} />
            <NavigationCommands groups={groups} />
            {palette.Component ? (
              <palette.Component
                open={palette.open}
                onOpenChange={palette.onOpenChange}
                searchObjects={searchObjects}
                takeTyped={typedAhead.take}
              />
            ) : null}
          </div>
        </ShellContext>
      </UrlProvider>
    </PreferencesProvider>
  );
}

function ShellCommands({ openPalette, toggleFolded }: { openPalette: () => void; toggleFolded: () => void }) {
  useCommand({ id: 'palette', label: 'Search and commands', keys: 'Mod+K', group: 'Help', keysOnly: true, run: openPalette });
  useCommand({ id: 'fold-navigation', label: 'Fold navigation', keys: '[', group: 'View', run: toggleFolded });
  return null;
}

interface SideProps {
  tenant: ReactNode;
  foot: ReactNode;
  groups: readonly NavigationGroup[];
  folded: boolean;
  onSearch: () => void;
  onFold: () => void;
}

function Side({ tenant, foot, groups, folded, onSearch, onFold }: SideProps) {
  return (
    <div
      data-print="hidden"
      className="fixed inset-y-0 left-0 z-(--layer-navigation) hidden w-(--navigation-width) flex-col bg-canvas lg:flex"
    >
      <div className={cn('flex h-12 shrink-0 items-center gap-1 px-2', folded && 'justify-center')}>
        {folded ? null : <div className="min-w-0 flex-1 truncate px-2 font-semibold text-control">{tenant}</div>}
        <IconButton size="small" label={folded ? 'Unfold navigation' : 'Fold navigation'} keys="[" icon={<PanelLeft />} onClick={onFold} />
      </div>
      <div className="px-2">
        {folded ? (
          <IconButton label="Search" keys="Mod+K" icon={<Search />} onClick={onSearch} className="w-full" />
        ) : (
          <Button onClick={onSearch} aria-keyshortcuts="Control+K Meta+K" className="w-full justify-start text-quiet" icon={<Search />}>
            <span className="flex-1 text-left">Search…</span>
            <Kbd keys="Mod+K" />
          </Button>
        )}
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto pt-2">
        <Navigation groups={groups} folded={folded} />
      </div>
      <div className="shrink-0 border-t p-2">{foot}</div>
    </div>
  );
}
