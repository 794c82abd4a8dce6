'use client';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { createFormat, type Format, type Reader } from '#lib/core/format.ts';

export interface Preferences {
  reader: Reader;
  /** The moment the server wrote the page, RFC 3339; both sides count from it, so that they first write the same text. */
  now: string;
  density: 'regular' | 'compact';
  /** Whether single keys act; the palette and menus work without them. */
  singleKeys: boolean;
  /** First event of the tenant, RFC 3339: where the range "All" begins. */
  firstEvent: string;
  /** Month in which the fiscal year begins, 1 to 12. */
  fiscalStartMonth: number;
}

const Context = createContext<Preferences | undefined>(undefined);

/** Gives the reader's preferences to everything interactive below; once in the console's layout. */
export function PreferencesProvider({ value, children }: { value: Preferences; children: ReactNode }) {
  return <Context value={value}>{children}</Context>;
}

export function usePreferences(): Preferences {
  const preferences = useContext(Context);
  if (!preferences) throw new Error('usePreferences needs a PreferencesProvider above it');
  return preferences;
}

/** The number rules bound to the reader. */
export function useFormat(): Format {
  const { reader } = usePreferences();
  return useMemo(() => createFormat(reader), [reader]);
}
