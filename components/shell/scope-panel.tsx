'use client';
import { Check, ChevronDown, ChevronRight } from 'lucide-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import { Input } from '#components/ui/input.tsx';
import { matchOptions } from '#components/ui/match-options.ts';

/** Something a page can be about. Nodes come in tree order, each after its parent. */
export interface ScopeNode {
  id: string;
  label: string;
  /** "Tenant", "Department", "Team", "Project": shown behind the name. */
  kind: string;
  /** Undefined at the top of what the reader may see. */
  parent?: string | undefined;
}

export interface ScopePanelProps {
  nodes: readonly ScopeNode[];
  current: string;
  onChoose: (id: string) => void;
}

interface Row extends ScopeNode {
  depth: number;
  foldable: boolean;
  open: boolean;
}

/** The tree of what the reader may see, with search. Up and down move, right and left unfold and fold, Enter chooses. */
export function ScopePanel({ nodes, current, onChoose }: ScopePanelProps) {
  const [text, setText] = useState('');
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(() => ancestorsOf(current, nodes));
  const [active, setActive] = useState(current);
  const tree = useRef<HTMLDivElement>(null);
  const rows =
    text === ''
      ? visibleRows(nodes, unfolded)
      : matchOptions(nodes, text).map((node) => ({ ...node, depth: 0, foldable: false, open: false }));
  const index = Math.max(
    0,
    rows.findIndex(({ id }) => id === active),
  );

  const go = (row: Row | undefined): void => {
    if (!row) return;
    setActive(row.id);
    tree.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(row.id)}"]`)?.focus();
  };
  const fold = (id: string, open: boolean): void =>
    setUnfolded((before) => {
      const next = new Set(before);
      if (open) next.add(id);
      else next.delete(id);
      return next;
    });
  const onKeyDown = (event: KeyboardEvent): void => {
    const row = rows[index];
    const inTree = tree.current?.contains(document.activeElement) === true;
    if (event.key === 'ArrowDown') go(inTree ? rows[index + 1] : rows[0]);
    else if (event.key === 'ArrowUp') go(rows[index - 1]);
    else if (event.key === 'Enter' && row) onChoose(row.id);
    else if (event.key === 'ArrowRight' && inTree && row?.foldable) row.open ? go(rows[index + 1]) : fold(row.id, true);
    else if (event.key === 'ArrowLeft' && inTree && row) row.open ? fold(row.id, false) : go(rows.find(({ id }) => id === row.parent));
    else return;
    event.preventDefault();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys lead from the search field into the tree
    <div onKeyDown={onKeyDown} className="flex w-full flex-col sm:w-80">
      <div className="border-b p-2">
        <Input
          aria-label="Search scopes"
          placeholder="Tenant, department, team…"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <div ref={tree} role="tree" aria-label="Scopes" className="max-h-80 overflow-y-auto p-1">
        {rows.map((row, position) => (
          <ScopeRow
            key={row.id}
            row={row}
            current={row.id === current}
            focusable={position === index}
            onChoose={() => onChoose(row.id)}
            onFold={() => fold(row.id, !row.open)}
          />
        ))}
        {rows.length === 0 ? <p className="px-2 py-1.5 text-control text-quiet">Nothing you may see has that name.</p> : null}
      </div>
    </div>
  );
}

interface ScopeRowProps {
  row: Row;
  current: boolean;
  focusable: boolean;
  onChoose: () => void;
  onFold: () => void;
}

function ScopeRow({ row, current, focusable, onChoose, onFold }: ScopeRowProps) {
  const Chevron = row.open ? ChevronDown : ChevronRight;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree handles keys for all its rows
    <div
      role="treeitem"
      data-id={row.id}
      tabIndex={focusable ? 0 : -1}
      aria-level={row.depth + 1}
      aria-selected={current}
      aria-expanded={row.foldable ? row.open : undefined}
      onClick={onChoose}
      className="flex min-h-8 cursor-pointer items-center gap-1 rounded-sm pr-2 text-control hover:bg-hover focus-visible:-outline-offset-2 touch:min-h-11"
      style={{ paddingLeft: `${row.depth * 0.875 + 0.25}rem` }}
    >
      {row.foldable ? (
        <span
          aria-hidden
          className="inline-flex size-6 items-center justify-center rounded-sm text-quiet hover:bg-selected"
          onClick={(event) => {
            event.stopPropagation();
            onFold();
          }}
        >
          <Chevron className="size-3.5" />
        </span>
      ) : (
        <span className="size-6 shrink-0" />
      )}
      <span className="min-w-0 flex-1 truncate" dir="auto">
        {row.label}
      </span>
      <span className="text-caption text-quiet">{row.kind}</span>
      {current ? <Check /> : null}
    </div>
  );
}

function ancestorsOf(id: string, nodes: readonly ScopeNode[]): Set<string> {
  const parents = new Map(nodes.map((node) => [node.id, node.parent]));
  const found = new Set(nodes.filter(({ parent }) => parent === undefined).map((node) => node.id));
  for (let parent = parents.get(id); parent !== undefined && !found.has(parent); parent = parents.get(parent)) found.add(parent);
  return found;
}

function visibleRows(nodes: readonly ScopeNode[], unfolded: ReadonlySet<string>): Row[] {
  const parentIds = new Set(nodes.map(({ parent }) => parent));
  const depths = new Map<string, number>();
  const shown: Row[] = [];
  for (const node of nodes) {
    const depth = node.parent === undefined ? 0 : depths.get(node.parent);
    if (depth === undefined) continue;
    const open = unfolded.has(node.id);
    shown.push({ ...node, depth, foldable: parentIds.has(node.id), open });
    if (open) depths.set(node.id, depth + 1);
  }
  return shown;
}
