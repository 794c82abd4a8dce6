import { describe, expect, it } from 'vitest';
import { diffLines, foldUnchanged } from './line-diff.ts';

const written = (before: string, after: string): string[] =>
  diffLines(before, after).map(({ kind, text }) => `${{ same: ' ', added: '+', removed: '-' }[kind]}${text}`);

describe('line diff', () => {
  it('keeps what is common and marks the rest', () => {
    expect(written('a\nb\nc\nd', 'a\nc\nx\nd')).toEqual([' a', '-b', ' c', '+x', ' d']);
    expect(written('same', 'same')).toEqual([' same']);
    expect(written('a\na', 'a')).toEqual([' a', '-a']);
  });

  it('rebuilds both sides', () => {
    const [before, after] = ['1\n2\n3\n4\n5\n6', '0\n2\n4\n5\n7\n6\n8'];
    const lines = diffLines(before, after);
    const side = (without: string): string =>
      lines
        .filter(({ kind }) => kind !== without)
        .map(({ text }) => text)
        .join('\n');
    expect(side('added')).toBe(before);
    expect(side('removed')).toBe(after);
  });

  it('folds long unchanged runs', () => {
    const many = Array.from({ length: 20 }, (_, index) => `line ${index}`);
    const folded = foldUnchanged(diffLines(many.join('\n'), [...many, 'new'].join('\n')));
    expect(folded[0]).toEqual({ kind: 'folded', count: 17 });
    expect(folded.at(-1)).toEqual({ kind: 'added', text: 'new' });
  });
});
