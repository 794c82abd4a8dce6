import { ChangeKeys } from './change-keys.tsx';
import { cn } from './cn.ts';
import { diffLines, type FoldedLine, foldUnchanged } from './line-diff.ts';

export interface FieldChange {
  /** The field in words: "Limit". */
  label: string;
  /** Both already written; undefined means there was or is nothing. */
  before: string | undefined;
  after: string | undefined;
  /** Says only that it changed. */
  secret?: boolean | undefined;
}

export interface DiffViewProps {
  /** Names the comparison: "Changes by Mara Lindt". */
  label: string;
  changes: readonly FieldChange[];
  /** How many fields stayed as they were. */
  unchanged?: number;
  /** The whole before and after, shown folded below the words. */
  raw?: { before: string; after: string };
}

/** What changed: first field by field in words, then line by line. N and P go to the next and previous change. */
export function DiffView({ label, changes, unchanged = 0, raw }: DiffViewProps) {
  return (
    <ChangeKeys label={label}>
      <ul className="flex flex-col gap-2 text-control">
        {changes.map((change) => (
          <li key={change.label} data-change tabIndex={-1} className="grid grid-cols-[minmax(6rem,1fr)_2fr] gap-x-4">
            <span className="text-quiet">{change.label}</span>
            <FieldWords change={change} />
          </li>
        ))}
      </ul>
      {unchanged > 0 ? <p className="mt-2 text-caption text-quiet">{`${unchanged} unchanged`}</p> : null}
      {raw === undefined ? null : (
        <details className="mt-3">
          <summary className="text-control text-second">All lines</summary>
          <RawDiff before={raw.before} after={raw.after} />
        </details>
      )}
    </ChangeKeys>
  );
}

function FieldWords({ change: { before, after, secret } }: { change: FieldChange }) {
  if (secret) return <span>changed</span>;
  return (
    <span className="min-w-0 break-words" dir="auto">
      {before === undefined ? null : <del className="rounded-sm bg-danger-soft px-1 text-danger-text">{before}</del>}
      {before !== undefined && after !== undefined ? <span aria-hidden> → </span> : null}
      {after === undefined ? null : <ins className="rounded-sm bg-success-soft px-1 text-success-text no-underline">{after}</ins>}
    </span>
  );
}

const lineLooks = {
  same: { sign: ' ', classes: '', Tag: 'span' },
  added: { sign: '+', classes: 'bg-success-soft text-success-text', Tag: 'ins' },
  removed: { sign: '−', classes: 'bg-danger-soft text-danger-text', Tag: 'del' },
} as const;

function RawDiff({ before, after }: { before: string; after: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by key (WCAG 2.1.1)
    <pre tabIndex={0} className="mt-2 overflow-x-auto rounded-md bg-sunken py-2 font-mono text-caption focus-visible:-outline-offset-2">
      {foldUnchanged(diffLines(before, after)).map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines repeat and never change place
        <RawLine key={index} line={line} />
      ))}
    </pre>
  );
}

function RawLine({ line }: { line: FoldedLine }) {
  if (line.kind === 'folded') return <span className="block px-3 text-quiet">{`⋯ ${line.count} unchanged`}</span>;
  const { sign, classes, Tag } = lineLooks[line.kind];
  return (
    <Tag className={cn('block px-3 no-underline', classes)}>
      {sign} {line.text}
    </Tag>
  );
}
