'use client';
import { LogOut, UserRound } from 'lucide-react';
import { useState } from 'react';
import { Menu, type MenuEntry } from '#components/ui/menu.tsx';
import { initials } from '#components/ui/person-cell.tsx';
import { useShell } from './shell-context.tsx';
import { applyTheme, type Theme, themes } from './theme.ts';

export interface UserMenuProps {
  name: string;
  email: string;
  theme: Theme;
  /** Absent until the page exists for this reader. */
  accountHref?: string;
  signOut: () => void | Promise<void>;
}

const themeNames: Record<Theme, string> = { system: 'System theme', light: 'Light theme', dark: 'Dark theme' };

/** The person at the foot of the navigation: theme, account, sign out. */
export function UserMenu({ name, email, theme: initial, accountHref, signOut }: UserMenuProps) {
  const [theme, setTheme] = useState(initial);
  const { folded } = useShell();
  const entries: MenuEntry[] = [
    { kind: 'heading', label: email },
    ...themes.map((option) => ({
      label: themeNames[option],
      checked: option === theme,
      onSelect: () => {
        setTheme(option);
        applyTheme(option);
      },
    })),
    { kind: 'separator', id: 'account' },
    ...(accountHref === undefined ? [] : [{ label: 'My account', icon: <UserRound />, href: accountHref }]),
    { label: 'Sign out', icon: <LogOut />, onSelect: () => void signOut() },
  ];
  return (
    <Menu label={`Account of ${name}`} entries={entries} align="start" size="medium" className="w-full justify-start px-2">
      <span aria-hidden className="inline-flex size-6 shrink-0 items-center justify-center rounded-full bg-selected text-key text-second">
        {initials(name)}
      </span>
      {folded ? <span className="sr-only">{name}</span> : <span className="truncate">{name}</span>}
    </Menu>
  );
}
