import type { FaultList } from './fault-list.ts';

/** A department or team that is there. */
export interface KnownNode {
  readonly id: string;
  readonly name: string;
  readonly parentId: string | null;
}

/** A row of a file that names a department or team. */
export interface NodeRow {
  readonly line: number;
  readonly name: string;
  /** The name of what it lies in; empty for nothing, null where the file does not say: it stays where it is. */
  readonly parent: string | null;
}

/** A row with what it comes to; `known` is null for one that is to be created. */
export interface PlannedNode<Row extends NodeRow> {
  readonly row: Row;
  readonly id: string;
  readonly parentId: string | null;
  readonly known: KnownNode | null;
}

interface Node {
  readonly id: string;
  parentId: string | null;
  readonly line: number | null;
}

const keyOf = (name: string): string => name.toLowerCase();

/** How many rows lie above each other from a node up to the top, a little more than `depthMax` at most; null where the way up comes back to it. */
function depthOf(nodes: ReadonlyMap<string, Node>, from: Node, depthMax: number): number | null {
  let depth = 1;
  for (let at = from; at.parentId !== null; depth += 1) {
    const above = nodes.get(at.parentId);
    if (above === undefined) break;
    if (above === from) return null;
    if (depth > depthMax) return depth;
    at = above;
  }
  return depth;
}

/**
 * Places the rows of a file in a tree that is there, in whatever order they stand: a parent may come later in the file. Faults are
 * noted: names that stand twice, parents that neither the file nor the organization has, circles, and trees that are too deep.
 * What is created comes after its parent in the result. Names are compared without upper and lower case; `nameColumn` is what a file calls them.
 */
export function planImport<Row extends NodeRow>(
  known: readonly KnownNode[],
  rows: readonly Row[],
  { depthMax, newId, nameColumn = 'name' }: { readonly depthMax: number; readonly newId: () => string; readonly nameColumn?: string },
  faults: FaultList,
): readonly PlannedNode<Row>[] {
  const knownByName = new Map(known.map((node) => [keyOf(node.name), node]));
  const lineOfName = new Map<string, number>();
  const idOfName = new Map([...knownByName].map(([name, { id }]) => [name, id]));
  const unique = rows.filter(({ line, name }) => {
    const earlier = lineOfName.get(keyOf(name));
    if (earlier !== undefined) faults.add(line, nameColumn, `Stands in line ${earlier} already`);
    else lineOfName.set(keyOf(name), line);
    return earlier === undefined;
  });
  for (const { name } of unique) if (!idOfName.has(keyOf(name))) idOfName.set(keyOf(name), newId());
  const planned = unique.flatMap((row): PlannedNode<Row>[] => {
    const there = knownByName.get(keyOf(row.name)) ?? null;
    const parentId = row.parent === null ? (there?.parentId ?? null) : row.parent === '' ? null : idOfName.get(keyOf(row.parent));
    if (parentId === undefined) faults.add(row.line, 'parent', 'Neither the file nor the organization has it');
    const id = idOfName.get(keyOf(row.name));
    return parentId === undefined || id === undefined ? [] : [{ row, id, parentId, known: there }];
  });
  const nodes = new Map<string, Node>(known.map(({ id, parentId }) => [id, { id, parentId, line: null }]));
  for (const { id, parentId, row } of planned) nodes.set(id, { id, parentId, line: row.line });
  noteDepths(nodes, depthMax, faults);
  return parentsFirst(planned);
}

function noteDepths(nodes: ReadonlyMap<string, Node>, depthMax: number, faults: FaultList): void {
  for (const node of nodes.values()) {
    const depth = depthOf(nodes, node, depthMax);
    if (depth !== null && depth <= depthMax) continue;
    // What is not in the file itself is too deep by a row that is: the nearest above it.
    let at: Node | undefined = node;
    for (let steps = 0; at !== undefined && at.line === null && steps <= nodes.size; steps += 1) at = nodes.get(at.parentId ?? '');
    const line = at?.line ?? node.line ?? 1;
    faults.add(line, 'parent', depth === null ? 'It would lie below itself' : `At most ${depthMax} may lie below each other`);
  }
}

function parentsFirst<Row extends NodeRow>(planned: readonly PlannedNode<Row>[]): readonly PlannedNode<Row>[] {
  const byId = new Map(planned.map((node) => [node.id, node]));
  const done = new Set<string>();
  const ordered: PlannedNode<Row>[] = [];
  for (const start of planned) {
    const way: PlannedNode<Row>[] = [];
    for (let at: PlannedNode<Row> | undefined = start; at !== undefined && !done.has(at.id); at = byId.get(at.parentId ?? '')) {
      done.add(at.id);
      way.push(at);
    }
    ordered.push(...way.reverse());
  }
  return ordered;
}
