import { expect, it } from 'vitest';
import { heirOf, stepFrom, type TreeLevel, type TreeNode, treeLines } from './tree-rows.ts';

const node = (id: string, teams = 0): TreeNode => ({
  ...{ kind: 'department', id, name: id, departments: 0, teams, people: null, spend_usd: null, within: [] },
});
const level = (nodes: readonly TreeNode[], cursor: string | null = null): TreeLevel => ({ nodes, cursor });

const levels = new Map([
  ['', level([node('Alpha', 2), node('Beta')])],
  ['Alpha', level([node('Ada'), node('Bob', 1)], 'next')],
]);

it('an open place shows its children below it, and that there are more [ORG-2] [ORG-9]', () => {
  const lines = treeLines(levels, new Set(['Alpha', 'Bob']));
  expect(lines.map(({ kind, key, depth }) => `${kind} ${key} ${depth}`)).toEqual([
    'node Alpha 1',
    'node Ada 2',
    'node Bob 2',
    'waiting waiting Bob 3',
    'more more Alpha 2',
    'node Beta 1',
  ]);
  expect(lines[1]).toMatchObject({ position: 1, size: -1, isOpen: undefined });
  expect(lines[0]).toMatchObject({ position: 1, size: 2, isOpen: true });
});

it('what is loaded takes over from the line that said so, and a place without children from its own [ORG-2]', () => {
  const lines = treeLines(levels, new Set(['Alpha', 'Bob']));
  const heirs = ['waiting Alpha', 'waiting Bob', 'waiting Ada', 'waiting gone', 'Ada', undefined].map((key) => heirOf(lines, key));
  expect(heirs).toEqual([1, -1, 1, -1, -1, -1]);
  expect(heirOf(lines, 'more Alpha')).toBe(-1);
  const whole = treeLines(new Map([...levels, ['Alpha', level([node('Ada'), node('Bob')])]]), new Set(['Alpha']));
  expect(heirOf(whole, 'more Alpha')).toBe(2);
});

it('keys lead up, down, in, out, to the ends and to names [ORG-2]', () => {
  const lines = treeLines(levels, new Set(['Alpha']));
  expect(stepFrom(lines, 0, 'ArrowRight')).toBe(1);
  expect(stepFrom(lines, 2, 'ArrowRight')).toBeUndefined();
  expect(stepFrom(lines, 2, 'ArrowLeft')).toBe(0);
  expect(stepFrom(lines, 0, 'ArrowLeft')).toBeUndefined();
  expect([stepFrom(lines, 0, 'ArrowUp'), stepFrom(lines, 4, 'ArrowDown')]).toEqual([0, 4]);
  expect([stepFrom(lines, 2, 'Home'), stepFrom(lines, 2, 'End')]).toEqual([0, 4]);
  expect([stepFrom(lines, 0, 'b'), stepFrom(lines, 2, 'b'), stepFrom(lines, 0, 'z')]).toEqual([2, 4, undefined]);
});
