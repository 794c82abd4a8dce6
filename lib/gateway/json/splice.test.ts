import { describe, expect, it } from 'vitest';
import { splice } from './splice.ts';

describe('splice', () => {
  const bytes = Buffer.from('0123456789');

  it('replaces, inserts and removes, and keeps everything between', () => {
    const edits = [
      { start: 0, end: 1, bytes: Buffer.from('AB') },
      { start: 4, end: 4, bytes: Buffer.from('+') },
      { start: 8, end: 10, bytes: Buffer.alloc(0) },
    ];
    expect(splice(bytes, edits).toString()).toBe('AB123+4567');
  });

  it('copies nothing when nothing changes', () => {
    expect(splice(bytes, [])).toBe(bytes);
  });
});
