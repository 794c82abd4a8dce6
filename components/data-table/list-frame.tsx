'use client';
import { type MouseEvent, type ReactNode, useCallback, useMemo, useRef } from 'react';
import { ExactCopy } from '#components/figures/exact-copy.tsx';
import { setPanelFollows } from '#components/shell/row-stepper.ts';
import { useUrl } from '#components/shell/use-url.tsx';
import { cn } from '#components/ui/cn.ts';
import { patchBetween } from './list-url.ts';
import { isInteractive, rowId, rowOf } from './rows.ts';
import { type Selection, SelectionContext } from './selection.tsx';
import { useRowKeys } from './use-row-keys.ts';
import { useSelectionBoxes } from './use-selection-boxes.ts';

export interface ListFrameProps {
  /** Rows that match, on all pages; undefined when nobody counted. */
  matching?: number | undefined;
  className?: string;
  children: ReactNode;
}

/** Parameters that do not change what is listed. */
const sameList = new Set(['open', 'cursor', 'cols', 'tab', 'sort']);

/**
 * Makes a list written by the server answer to pointer and keys: its links change the URL in a transition (the old rows stay
 * until the new ones are there), rows open the panel, boxes select. Without scripts the links are links.
 */
export function ListFrame({ matching, className, children }: ListFrameProps) {
  const root = useRef<HTMLDivElement>(null);
  const { search, pending, change } = useUrl();
  const listed = [...search].filter(([name]) => !sameList.has(name)).join('\n');
  const boxes = useSelectionBoxes(root, listed, matching);
  const onKeyDown = useRowKeys(root, boxes);
  const shift = useRef(false);

  const onClick = useCallback(
    (event: MouseEvent): void => {
      shift.current = event.shiftKey;
      if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.altKey) return;
      const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[data-soft]') : null;
      const row = rowOf(event.target);
      if (link && !event.shiftKey) {
        event.preventDefault();
        if (row) setPanelFollows(true);
        const patch = patchBetween(search, new URL(link.href).searchParams);
        // The panel was only peeked into: now the focus goes there.
        if (Object.keys(patch).length === 0) document.querySelector<HTMLElement>('[data-side-panel]')?.focus();
        else change(patch);
      } else if (row?.hasAttribute('data-opens') && !isInteractive(event.target) && !hasTextSelected()) {
        setPanelFollows(true);
        change({ open: rowId(row) });
      }
    },
    [search, change],
  );

  const { ids, allMatching, count, clear, selectAllMatching } = boxes;
  const selection = useMemo<Selection>(
    () => ({ ids, allMatching, count, clear, selectAllMatching }),
    [ids, allMatching, count, clear, selectAllMatching],
  );
  return (
    <SelectionContext value={selection}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: every click and key it answers has a link, box or button of its own below */}
      <div
        ref={root}
        onClick={onClick}
        onKeyDown={onKeyDown}
        onChange={(event) => boxes.onChange(event.target, shift.current)}
        data-pending={pending || undefined}
        className={cn('group/list relative flex min-h-0 min-w-0 flex-1 flex-col', className)}
      >
        {children}
        <ExactCopy />
      </div>
    </SelectionContext>
  );
}

const hasTextSelected = (): boolean => !(document.getSelection()?.isCollapsed ?? true);
