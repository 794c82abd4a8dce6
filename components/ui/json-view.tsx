'use client';
import { ChevronDown, ChevronRight, Search } from 'lucide-react';
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { Button } from './button.tsx';
import { cn } from './cn.ts';
import { copyText } from './copy-button.tsx';
import { Input } from './input.tsx';
import { type JsonNode, type JsonRow, parseJsonTree, searchJson, visibleRows, writeJson } from './json-tree.ts';

export interface JsonViewProps {
  /** Names the tree: "Request body". */
  label: string;
  /** The text as it was received; "Copy all" gives exactly these characters. */
  text: string;
  /** Strings that begin so were taken out by a rule and are marked. */
  redaction?: string;
}

const largeCharacters = 200_000;
const openDepth = 2;

/** JSON folded below the second level, searched and copied by value or path. What is not JSON is shown as text. */
export function JsonView({ label, text, redaction = '[redacted' }: JsonViewProps) {
  const [wanted, setWanted] = useState(text.length <= largeCharacters);
  const root = useMemo(() => (wanted ? parseJsonTree(text) : undefined), [text, wanted]);
  if (!wanted) return <Button onClick={() => setWanted(true)}>{`Show ${Math.round(text.length / 1000)} kB`}</Button>;
  if (!root) {
    return <pre className="overflow-x-auto whitespace-pre-wrap break-all rounded-md bg-sunken p-3 font-mono text-caption">{text}</pre>;
  }
  return <JsonTree label={label} text={text} root={root} redaction={redaction} />;
}

interface JsonTreeProps extends Required<JsonViewProps> {
  root: JsonNode;
}

function JsonTree({ label, text, root, redaction }: JsonTreeProps) {
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const [query, setQuery] = useState('');
  const [active, setActive] = useState('$');
  const found = useMemo(() => (query === '' ? undefined : searchJson(root, query)), [root, query]);
  const isOpen = (path: string, depth: number): boolean => found?.opened.has(path) === true || depth < openDepth !== toggled.has(path);
  const rows = visibleRows(root, isOpen);
  const current = rows.find((row) => row.path === active) ?? rows[0];
  const toggle = (path: string): void =>
    setToggled((before) => {
      const next = new Set(before);
      if (!next.delete(path)) next.add(path);
      return next;
    });
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <div className="flex flex-wrap items-center gap-1.5">
        <span className="relative min-w-40 flex-1">
          <Search className="absolute top-1.5 left-2 text-quiet touch:top-3" />
          <Input
            aria-label={`Search ${label}`}
            value={query}
            onChange={(event) => setQuery(event.target.value)}
            className="h-7 border-edge pl-7 text-control"
          />
        </span>
        {found ? <span role="status" className="text-caption text-quiet">{`${found.matches.size} found`}</span> : null}
        <Button size="small" onClick={() => void copyText(writeJson(current?.node ?? root))}>
          Copy value
        </Button>
        <Button size="small" onClick={() => void copyText(current?.path ?? '$')}>
          Copy path
        </Button>
        <Button size="small" onClick={() => void copyText(text)}>
          Copy all
        </Button>
      </div>
      <JsonRows
        label={label}
        rows={rows}
        active={current?.path ?? '$'}
        onActive={setActive}
        onToggle={toggle}
        matches={found?.matches}
        redaction={redaction}
      />
    </div>
  );
}

interface JsonRowsProps {
  label: string;
  rows: readonly JsonRow[];
  active: string;
  onActive: (path: string) => void;
  onToggle: (path: string) => void;
  matches: ReadonlySet<string> | undefined;
  redaction: string;
}

function JsonRows({ label, rows, active, onActive, onToggle, matches, redaction }: JsonRowsProps) {
  const tree = useRef<HTMLDivElement>(null);
  const go = (row: JsonRow | undefined): void => {
    if (!row) return;
    onActive(row.path);
    tree.current?.querySelector<HTMLElement>(`[data-path="${CSS.escape(row.path)}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const index = rows.findIndex((row) => row.path === active);
    const row = rows[index];
    if (!row) return;
    const foldable = row.node.entries.length > 0;
    const folds = event.key === 'Enter' || (event.key === 'ArrowRight' && !row.open) || (event.key === 'ArrowLeft' && row.open);
    const targets: Record<string, JsonRow | undefined> = {
      ArrowDown: rows[index + 1],
      ArrowUp: rows[index - 1],
      ArrowRight: rows[index + 1],
      ArrowLeft: rows.find(({ path }) => path === row.parent),
      Home: rows[0],
      End: rows.at(-1),
    };
    if (!folds && !(event.key in targets)) return;
    event.preventDefault();
    if (folds && foldable) onToggle(row.path);
    else go(targets[event.key]);
  };
  return (
    <div
      ref={tree}
      role="tree"
      aria-label={label}
      onKeyDown={onKeyDown}
      className="overflow-x-auto rounded-md bg-sunken py-2 font-mono text-caption"
    >
      {rows.map((row) => (
        <TreeRow
          key={row.path}
          row={row}
          focusable={row.path === active}
          matched={matches?.has(row.path) === true}
          redacted={row.node.isString && row.node.text.slice(1).toLowerCase().startsWith(redaction)}
          onChoose={() => {
            onActive(row.path);
            if (row.node.entries.length > 0) onToggle(row.path);
          }}
        />
      ))}
    </div>
  );
}

interface TreeRowProps {
  row: JsonRow;
  focusable: boolean;
  matched: boolean;
  redacted: boolean;
  onChoose: () => void;
}

const brackets = { object: ['{', '}'], array: ['[', ']'], leaf: ['', ''] } as const;

function TreeRow({ row, focusable, matched, redacted, onChoose }: TreeRowProps) {
  const [left, right] = brackets[row.node.kind];
  const size = row.node.entries.length;
  const folded = size === 0 ? `${left}${right}` : row.open ? left : `${left} ${size} ${right}`;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree handles keys for all its rows
    <div
      role="treeitem"
      data-path={row.path}
      tabIndex={focusable ? 0 : -1}
      aria-level={row.depth + 1}
      aria-expanded={size > 0 ? row.open : undefined}
      aria-selected={focusable}
      onClick={onChoose}
      className={cn(
        'flex min-h-6 items-center gap-1 whitespace-nowrap px-2 hover:bg-hover focus-visible:-outline-offset-2',
        matched && 'bg-brand-soft',
      )}
      style={{ paddingLeft: `${row.depth + 0.5}rem` }}
    >
      <span className="inline-flex w-4">
        {size > 0 ? row.open ? <ChevronDown className="size-3.5" /> : <ChevronRight className="size-3.5" /> : null}
      </span>
      {row.name === undefined ? null : <span className="text-quiet">{row.name}:</span>}
      {redacted ? (
        <span className="rounded-sm bg-warning-soft px-1 text-warning-text">{row.node.text}</span>
      ) : (
        <span>{row.node.kind === 'leaf' ? row.node.text : folded}</span>
      )}
    </div>
  );
}
