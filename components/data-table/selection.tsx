'use client';
import { createContext, useContext } from 'react';

export interface Selection {
  ids: ReadonlySet<string>;
  /** Every row that matches the filters, also those on other pages; send the filters then, not the ids. */
  allMatching: boolean;
  /** Number of rows chosen, as far as it is known. */
  count: number | undefined;
  clear: () => void;
  selectAllMatching: () => void;
}

export const SelectionContext = createContext<Selection | undefined>(undefined);

/** What is selected in the list around this component; for bulk actions. */
export function useSelection(): Selection {
  const selection = useContext(SelectionContext);
  if (!selection) throw new Error('useSelection needs a DataTable around it');
  return selection;
}
