'use client';
import { X } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { announce } from '#components/ui/announce.ts';
import { Button, IconButton } from '#components/ui/button.tsx';
import { cn } from '#components/ui/cn.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { useSelection } from './selection.tsx';

export interface SelectionBarProps {
  reader: Reader;
  matching: number | undefined;
  /** Rows on this page. */
  listed: number;
  /** Stands in the place of the page links, so that no row moves. */
  overPager: boolean;
  /** Bulk actions; they read {@link useSelection}. */
  children: ReactNode;
}

/** Stands over the foot of the list while something is selected. */
export function SelectionBar({ reader, matching, listed, overPager, children }: SelectionBarProps) {
  const { ids, allMatching, count, clear, selectAllMatching } = useSelection();
  const format = createFormat(reader);
  const shown = count ?? ids.size;
  const words = allMatching
    ? `All ${matching === undefined ? '' : `${format.countExact(matching)} `}selected`
    : `${format.countExact(shown)} selected`;
  const before = useRef(words);
  useEffect(() => {
    if (before.current !== words) announce(words);
    before.current = words;
  }, [words]);
  if (!allMatching && shown === 0) return null;
  const more = !allMatching && ids.size >= listed && (matching === undefined || matching > ids.size);
  return (
    <section
      aria-label="Selection"
      className={cn(
        'z-(--layer-bar) flex flex-wrap items-center gap-x-2 gap-y-1 border-t bg-raised px-(--gutter) py-1 text-control',
        overPager ? 'absolute inset-x-0 bottom-0' : 'sticky bottom-0',
      )}
    >
      <span className="mr-1 font-medium tabular-nums">{words}</span>
      {children}
      {more ? (
        <Button variant="ghost" size="small" onClick={selectAllMatching}>
          {matching === undefined ? 'Select all matching' : `Select all ${format.countExact(matching)}`}
        </Button>
      ) : null}
      <IconButton size="small" label="Clear selection" keys="Esc" icon={<X />} onClick={clear} className="ml-auto" />
    </section>
  );
}
