'use client';
import { createContext, useContext } from 'react';
import type { NavigationGroup } from './navigation.tsx';

export interface ShellState {
  groups: readonly NavigationGroup[];
  folded: boolean;
  toggleFolded: () => void;
  openPalette: () => void;
}

export const ShellContext = createContext<ShellState | undefined>(undefined);

export function useShell(): ShellState {
  const state = useContext(ShellContext);
  if (!state) throw new Error('useShell needs a ConsoleShell above it');
  return state;
}
