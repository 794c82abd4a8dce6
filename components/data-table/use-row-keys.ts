'use client';
import { type KeyboardEvent, type RefObject, useCallback, useEffect, useRef } from 'react';
import { registerRows, setPanelFollows } from '#components/shell/row-stepper.ts';
import { useCommand } from '#components/shell/use-command.tsx';
import { useUrl } from '#components/shell/use-url.tsx';
import { focusRow, rowId, rowOf, rowsIn } from './rows.ts';
import type { SelectionBoxes } from './use-selection-boxes.ts';

const group = 'List';

/**
 * j and k walk the rows and take an open panel along, x selects, Space peeks (the panel opens, the focus stays), Esc lets go
 * of the selection, then of the panel. Enter is the row's own link.
 */
export function useRowKeys(root: RefObject<HTMLElement | null>, selection: SelectionBoxes) {
  const { search, change } = useUrl();
  const open = search.get('open');
  const last = useRef<string>(undefined);

  const current = useCallback((): HTMLElement | undefined => {
    if (!root.current) return undefined;
    const rows = rowsIn(root.current);
    return rowOf(document.activeElement) ?? rows.find((row) => rowId(row) === (open ?? last.current));
  }, [root, open]);

  const move = useCallback(
    (delta: 1 | -1, keepFocus: boolean) => {
      const rows = root.current ? rowsIn(root.current) : [];
      const from = current();
      const index = from ? rows.indexOf(from) + delta : delta === 1 ? 0 : rows.length - 1;
      const next = rows[index];
      if (!next) return;
      last.current = rowId(next);
      if (keepFocus) next.scrollIntoView({ block: 'nearest' });
      else focusRow(next);
      if (open === null || !next.hasAttribute('data-opens')) return;
      setPanelFollows(keepFocus);
      change({ open: rowId(next) }, 'replace');
    },
    [root, current, open, change],
  );

  // A link to an open row shows the row too, not only its panel.
  useEffect(() => {
    // Braces, because newer browsers return a promise from it, which React would take for a clean-up.
    root.current?.querySelector('[data-row][data-open]')?.scrollIntoView({ block: 'nearest' });
  }, [root]);
  useEffect(() => registerRows((delta) => move(delta, true)), [move]);

  const inPanel = (): boolean => document.activeElement?.closest('[data-side-panel]') !== null && document.activeElement !== null;
  useCommand({ id: 'row-next', label: 'Next row', keys: 'j', group, keysOnly: true, run: () => move(1, inPanel()) });
  useCommand({ id: 'row-previous', label: 'Previous row', keys: 'k', group, keysOnly: true, run: () => move(-1, inPanel()) });
  useCommand({
    id: 'row-select',
    label: 'Select row',
    keys: 'x',
    group,
    keysOnly: true,
    run: () => {
      const row = current();
      if (row) selection.toggle(row, false);
    },
  });
  useCommand({
    id: 'row-leave',
    label: 'Clear selection, close panel',
    keys: 'Escape',
    group,
    keysOnly: true,
    run: () => {
      if (selection.count !== 0) selection.clear();
      else if (open !== null) change({ open: undefined });
    },
  });

  return (event: KeyboardEvent): void => {
    const row = rowOf(event.target);
    const onLink = event.target instanceof Element && event.target.matches('[data-row-link]');
    if (event.key === ' ' && row && onLink && row.hasAttribute('data-opens')) {
      event.preventDefault();
      setPanelFollows(false);
      change({ open: open === rowId(row) ? undefined : rowId(row) });
    } else if ((event.ctrlKey || event.metaKey) && event.key === 'a' && row) {
      event.preventDefault();
      selection.selectAllMatching();
    }
  };
}
