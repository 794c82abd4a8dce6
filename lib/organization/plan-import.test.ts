import { expect, it } from 'vitest';
import { FaultList } from './fault-list.ts';
import { type KnownNode, planImport } from './plan-import.ts';

const plan = (known: readonly KnownNode[], rows: readonly (readonly [name: string, parent?: string])[], depthMax = 4) => {
  const faults = new FaultList();
  let made = 0;
  const newId = () => {
    made += 1;
    return `new-${made}`;
  };
  const planned = planImport(
    known,
    rows.map(([name, parent = ''], index) => ({ line: index + 2, name, parent })),
    { depthMax, newId },
    faults,
  );
  return { planned, faults: faults.sorted().map(({ line, detail }) => `${line}: ${detail}`) };
};
const node = (id: string, parentId: string | null = null): KnownNode => ({ id, name: id, parentId });

it('parents come first, wherever they stand in the file, and names are compared without case [ORG-2] [ORG-9]', () => {
  const { planned, faults } = plan([node('Sales')], [['Leaf', 'MIDDLE'], ['Middle', 'root'], ['Root', 'sales'], ['SALES']]);
  expect(faults).toEqual([]);
  expect(planned.map(({ row }) => row.name)).toEqual(['SALES', 'Root', 'Middle', 'Leaf']);
  expect(planned.find(({ row }) => row.name === 'Root')?.parentId).toBe('Sales');
  expect(planned.find(({ row }) => row.name === 'SALES')?.known?.id).toBe('Sales');
});

it('names that stand twice, parents that are nowhere, circles and depths are faults of their lines [ORG-2]', () => {
  expect(plan([], [['A'], ['a']]).faults).toEqual(['3: Stands in line 2 already']);
  expect(plan([], [['A', 'Nowhere']]).faults).toEqual(['2: Neither the file nor the organization has it']);
  expect(plan([], [['A', 'A']]).faults).toEqual(['2: It would lie below itself']);
  expect(
    plan(
      [],
      [
        ['A', 'B'],
        ['B', 'A'],
        ['C', 'A'],
      ],
    ).faults,
  ).toEqual(['2: It would lie below itself', '3: It would lie below itself', '4: At most 4 may lie below each other']);
  expect(plan([], [['A'], ['B', 'A'], ['C', 'B']], 2).faults).toEqual(['4: At most 2 may lie below each other']);
});

it('a move that makes what is there too deep, or a circle with it, is a fault of the row that moves [ORG-2]', () => {
  const tree = [node('Top'), node('Low', 'Top'), node('Other')];
  expect(plan(tree, [['Top', 'Other']], 2).faults).toEqual(['2: At most 2 may lie below each other']);
  const faults = plan(tree, [['Top', 'Low']]).faults;
  expect(new Set(faults)).toEqual(new Set(['2: It would lie below itself']));
});

it('plans five thousand nodes in a fraction of a second [ORG-9]', () => {
  const rows = Array.from({ length: 5000 }, (_, index) => [`T${index}`, index < 4000 ? `T${index + 1000}` : ''] as const);
  const startedAt = performance.now();
  expect(plan([], rows, 8).planned).toHaveLength(5000);
  expect(performance.now() - startedAt).toBeLessThan(1000);
});
