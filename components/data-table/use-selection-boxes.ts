'use client';
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { rowId, rowOf, rowsIn } from './rows.ts';
import type { Selection } from './selection.tsx';
import { headState, idsBetween } from './selection-range.ts';

const boxIn = (row: HTMLElement): HTMLInputElement | null => row.querySelector('input[data-select]');

export interface SelectionBoxes extends Selection {
  /** Hand every click and change inside the list to it. */
  onChange: (target: EventTarget, shift: boolean) => void;
  toggle: (row: HTMLElement, shift: boolean) => void;
}

/**
 * Which rows are chosen. The boxes are the server's and uncontrolled; this keeps their ids, so that rows stay chosen on the
 * next page, and writes the state back after each change of rows. `key` names what is listed: another list forgets.
 */
export function useSelectionBoxes(root: RefObject<HTMLElement | null>, key: string, matching: number | undefined): SelectionBoxes {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [allMatching, setAllMatching] = useState(false);
  const [listed, setListed] = useState(key);
  const anchor = useRef<string>(undefined);
  if (listed !== key) {
    setListed(key);
    setIds(new Set());
    setAllMatching(false);
  }

  // Runs after each render on purpose: new rows come from the server at any time.
  useEffect(() => {
    if (!root.current) return;
    const rows = rowsIn(root.current);
    for (const row of rows) {
      const box = boxIn(row);
      const chosen = allMatching || ids.has(rowId(row));
      if (box) box.checked = chosen;
      row.toggleAttribute('data-selected', box !== null && chosen);
    }
    const head = root.current.querySelector<HTMLInputElement>('input[data-select-page]');
    const state = allMatching && rows.length > 0 ? 'all' : headState(rows.map(rowId), ids);
    if (head) {
      head.checked = state === 'all';
      head.indeterminate = state === 'some';
    }
  });

  const change = useCallback((changed: readonly string[], chosen: boolean) => {
    setAllMatching(false);
    setIds((before) => {
      const next = new Set(before);
      for (const id of changed) {
        if (chosen) next.add(id);
        else next.delete(id);
      }
      return next;
    });
  }, []);

  const choose = useCallback(
    (row: HTMLElement, chosen: boolean, shift: boolean) => {
      const order = root.current ? rowsIn(root.current).map(rowId) : [];
      change(shift ? idsBetween(order, anchor.current, rowId(row)) : [rowId(row)], chosen);
      anchor.current = rowId(row);
    },
    [change, root],
  );

  const onChange = useCallback(
    (target: EventTarget, shift: boolean) => {
      if (!(target instanceof HTMLInputElement)) return;
      const row = rowOf(target);
      if (target.dataset.selectPage !== undefined) change(root.current ? rowsIn(root.current).map(rowId) : [], target.checked);
      else if (row && target.dataset.select !== undefined) choose(row, target.checked, shift);
    },
    [change, choose, root],
  );

  const toggle = useCallback(
    (row: HTMLElement, shift: boolean) => {
      const box = boxIn(row);
      if (box) choose(row, !box.checked, shift);
    },
    [choose],
  );

  const clear = useCallback(() => {
    setIds(new Set());
    setAllMatching(false);
  }, []);
  const selectAllMatching = useCallback(() => setAllMatching(true), []);
  return { ids, allMatching, count: allMatching ? matching : ids.size, clear, selectAllMatching, onChange, toggle };
}
