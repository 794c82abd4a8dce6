'use client';
import { type KeyboardEvent, type RefObject, type UIEvent, useEffect, useRef, useState } from 'react';
import { useUrl } from '#components/shell/use-url.tsx';
import { cn } from '#components/ui/cn.ts';
import { Input } from '#components/ui/input.tsx';
import { NodeContent } from './tree-line.tsx';
import { heirOf, stepFrom, type TreeLevel, type TreeLine, treeLines } from './tree-rows.ts';
import { useTree } from './use-tree.ts';

export interface PlaceTreeProps {
  top: TreeLevel;
  /** Changes with each rendering of the page, so that what was changed is fetched again. */
  revision: string;
}

const lineHeight = 36;
/** Lines drawn above and below those in view. */
const overscan = 12;
const indent = 20;

/** The lines in view; all others are room only, so that thousands of open places cost no more than some dozens. */
function useWindow(count: number) {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 800 });
  useEffect(() => {
    const element = box.current;
    if (element !== null) setView({ top: element.scrollTop, height: element.clientHeight });
  }, []);
  const onScroll = ({ currentTarget: { scrollTop, clientHeight } }: UIEvent<HTMLDivElement>): void =>
    setView({ top: scrollTop, height: clientHeight });
  const first = Math.max(0, Math.floor(view.top / lineHeight) - overscan);
  const last = Math.min(count, Math.ceil((view.top + view.height) / lineHeight) + overscan);
  const reveal = (index: number): void => {
    const element = box.current;
    if (element === null) return;
    const [above, below] = [index * lineHeight, (index + 1) * lineHeight - element.clientHeight];
    if (element.scrollTop > above) element.scrollTop = above;
    else if (element.scrollTop < below) element.scrollTop = below;
  };
  return { box, first, last, reveal, onScroll };
}

/** Focuses the active line after a key has moved to it (`current` is set to true), and where the focused line went away under the reader. */
function useFollowingFocus(box: RefObject<HTMLElement | null>, isReplaced: boolean): RefObject<boolean> {
  const moved = useRef(false);
  useEffect(() => {
    // "Loading…" goes away when it has loaded, and the focus with it: the next key would go nowhere.
    const isLost = isReplaced && document.activeElement === document.body;
    if (!moved.current && !isLost) return;
    moved.current = false;
    box.current?.querySelector<HTMLElement>('[role="treeitem"][tabindex="0"]')?.focus({ preventScroll: true });
  });
  return moved;
}

/** The departments and teams as a tree (ARIA tree pattern): arrows move, open and close, Enter shows the place, letters find names. */
export function PlaceTree({ top, revision }: PlaceTreeProps) {
  const tree = useTree(top, revision);
  const { change, search } = useUrl();
  const [activeKey, setActiveKey] = useState<string>();
  const found = tree.found === undefined ? undefined : new Map([['', { nodes: tree.found, cursor: null }]]);
  const lines = treeLines(found ?? tree.levels, found === undefined ? tree.open : new Set());
  const heir = heirOf(lines, activeKey);
  const active = Math.max(
    0,
    heir,
    lines.findIndex(({ key }) => key === activeKey),
  );
  const { box, first, last, reveal, onScroll } = useWindow(lines.length);
  const moved = useFollowingFocus(box, heir !== -1);
  const go = (index: number): void => {
    const line = lines[index];
    if (line === undefined) return;
    moved.current = true;
    setActiveKey(line.key);
    reveal(index);
  };
  const act = (line: TreeLine | undefined): void => {
    if (line?.kind === 'node') change({ open: line.key });
    if (line?.kind === 'more') tree.loadMore(line.parentKey);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const line = lines[active];
    const isNode = line?.kind === 'node' && found === undefined;
    const opens = event.key === 'ArrowRight' && isNode && line.isOpen === false;
    const closes = event.key === 'ArrowLeft' && isNode && line.isOpen === true;
    if (line !== undefined && (opens || closes)) tree.toggle(line.key);
    else if (event.key === 'Enter' || event.key === ' ') act(line);
    else {
      const next = stepFrom(lines, active, event.key);
      if (next === undefined) return;
      go(next);
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const drawn = lines.flatMap((line, index) => (index === active || (index >= first && index < last) ? [{ line, index }] : []));
  return (
    <div className="px-(--gutter) pb-12">
      <Input
        type="search"
        aria-label="Search departments and teams"
        placeholder="Search departments and teams"
        className="mb-3 max-w-100"
        onChange={(event) => tree.search(event.target.value)}
      />
      <p aria-hidden className="flex justify-end border-b pb-1 text-caption text-quiet">
        This month
      </p>
      <div ref={box} onScroll={onScroll} className="max-h-[70dvh] overflow-y-auto">
        <div
          role="tree"
          aria-label="Departments and teams"
          aria-busy={lines.some(({ kind }) => kind === 'waiting')}
          onKeyDown={onKeyDown}
          className="relative"
          style={{ height: lines.length * lineHeight }}
        >
          {drawn.map(({ line, index }) => (
            <TreeItem
              key={line.key}
              line={line}
              top={index * lineHeight}
              isActive={index === active}
              isShown={search.get('open') === line.key}
              onFocus={() => setActiveKey(line.key)}
              onToggle={() => (line.kind === 'node' && line.isOpen !== undefined ? tree.toggle(line.key) : undefined)}
              onAct={() => act(line)}
            />
          ))}
        </div>
      </div>
      {lines.length === 0 ? (
        <p className="py-6 text-quiet">{found === undefined ? 'No department or team yet.' : 'Nothing has this name.'}</p>
      ) : null}
    </div>
  );
}

interface TreeItemProps {
  line: TreeLine;
  top: number;
  isActive: boolean;
  isShown: boolean;
  onFocus: () => void;
  onToggle: () => void;
  onAct: () => void;
}

function TreeItem({ line, top, isActive, isShown, onFocus, onToggle, onAct }: TreeItemProps) {
  const facts =
    line.kind === 'node'
      ? {
          'aria-posinset': line.position,
          'aria-setsize': line.size,
          ...(line.isOpen === undefined ? {} : { 'aria-expanded': line.isOpen }),
        }
      : {};
  return (
    <div
      role="treeitem"
      aria-level={line.depth}
      aria-selected={isShown}
      {...facts}
      data-row={line.key}
      data-row-link
      tabIndex={isActive ? 0 : -1}
      onFocus={onFocus}
      onClick={(event) => {
        // The arrow opens and closes; the rest of the line shows the place.
        if (event.target instanceof Element && event.target.closest('[data-toggle]') !== null) onToggle();
        else onAct();
      }}
      onKeyDown={() => {}}
      className={cn(
        'absolute inset-x-0 flex cursor-pointer items-center gap-2 rounded-md pr-2 text-control hover:bg-hover focus-visible:-outline-offset-2',
        isShown && 'bg-selected',
      )}
      style={{ top, height: lineHeight, paddingLeft: (line.depth - 1) * indent }}
    >
      {line.kind === 'node' ? (
        <>
          {line.isOpen === undefined ? null : <span data-toggle aria-hidden className="absolute h-full w-7" />}
          <NodeContent node={line.node} isOpen={line.isOpen} />
        </>
      ) : (
        <span className="pl-6 text-quiet">{line.kind === 'more' ? 'Show more' : 'Loading…'}</span>
      )}
    </div>
  );
}
