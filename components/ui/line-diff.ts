export interface DiffLine {
  kind: 'same' | 'added' | 'removed';
  text: string;
}

/** More lines than this on both sides are shown as one replacement: the table below grows with their product. */
const comparableLines = 1500;

/** Lines that were removed, added and kept, by their longest common subsequence. */
export function diffLines(before: string, after: string): DiffLine[] {
  const [old, next] = [before.split('\n'), after.split('\n')];
  let head = 0;
  while (head < old.length && head < next.length && old[head] === next[head]) head += 1;
  let tail = 0;
  while (tail < old.length - head && tail < next.length - head && old.at(-1 - tail) === next.at(-1 - tail)) tail += 1;
  const same = (lines: string[]): DiffLine[] => lines.map((text) => ({ kind: 'same', text }));
  return [
    ...same(old.slice(0, head)),
    ...diffMiddle(old.slice(head, old.length - tail), next.slice(head, next.length - tail)),
    ...same(old.slice(old.length - tail)),
  ];
}

function diffMiddle(old: string[], next: string[]): DiffLine[] {
  const removed = (text: string): DiffLine => ({ kind: 'removed', text });
  const added = (text: string): DiffLine => ({ kind: 'added', text });
  if (old.length === 0 || next.length === 0 || old.length > comparableLines || next.length > comparableLines) {
    return [...old.map(removed), ...next.map(added)];
  }
  const width = next.length + 1;
  const longest = new Uint16Array((old.length + 1) * width);
  const at = (row: number, column: number): number => longest[row * width + column] ?? 0;
  for (let row = old.length - 1; row >= 0; row -= 1) {
    for (let column = next.length - 1; column >= 0; column -= 1) {
      longest[row * width + column] =
        old[row] === next[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const lines: DiffLine[] = [];
  let [row, column] = [0, 0];
  while (row < old.length && column < next.length) {
    if (old[row] === next[column]) {
      lines.push({ kind: 'same', text: old[row] ?? '' });
      row += 1;
      column += 1;
    } else if (at(row + 1, column) >= at(row, column + 1)) {
      lines.push(removed(old[row] ?? ''));
      row += 1;
    } else {
      lines.push(added(next[column] ?? ''));
      column += 1;
    }
  }
  return [...lines, ...old.slice(row).map(removed), ...next.slice(column).map(added)];
}

/** Runs of more than `context * 2` kept lines, folded to their length. */
export type FoldedLine = DiffLine | { kind: 'folded'; count: number };

/** Keeps `context` unchanged lines around each change and folds the rest. */
export function foldUnchanged(lines: readonly DiffLine[], context = 3): FoldedLine[] {
  const near = new Set<number>();
  for (const [index, line] of lines.entries()) {
    if (line.kind === 'same') continue;
    for (let offset = -context; offset <= context; offset += 1) near.add(index + offset);
  }
  const folded: FoldedLine[] = [];
  for (const [index, line] of lines.entries()) {
    const last = folded.at(-1);
    if (near.has(index)) folded.push(line);
    else if (last?.kind === 'folded') last.count += 1;
    else folded.push({ kind: 'folded', count: 1 });
  }
  return folded;
}
