import { describe, expect, it } from 'vitest';
import { parseJsonTree, searchJson, visibleRows, writeJson } from './json-tree.ts';

const text = '{"id":9007199254740993,"choices":[{"message":{"role":"assistant","x y":1.50}}],"none":null,"empty":{}}';

describe('JSON tree', () => {
  const root = parseJsonTree(text);

  it('keeps every number as it was written', () => {
    expect(root && writeJson(root)).toBe(text);
  });

  it('folds below the given depth and names rows by path', () => {
    if (!root) throw new Error('not parsed');
    const paths = visibleRows(root, (_, depth) => depth < 2).map((row) => row.path);
    expect(paths).toEqual(['$', '$.id', '$.choices', '$.choices[0]', '$.none', '$.empty']);
    const all = visibleRows(root, () => true).map((row) => row.path);
    expect(all).toContain('$.choices[0].message["x y"]');
  });

  it('finds keys and values and opens the way to them', () => {
    if (!root) throw new Error('not parsed');
    const { matches, opened } = searchJson(root, 'ASSIST');
    expect([...matches]).toEqual(['$.choices[0].message.role']);
    expect(opened).toContain('$.choices[0].message');
    expect(searchJson(root, 'nothing such').matches.size).toBe(0);
  });

  it('refuses what is not JSON', () => {
    expect(parseJsonTree('{"a":')).toBeUndefined();
    expect(parseJsonTree('null')?.text).toBe('null');
  });
});
