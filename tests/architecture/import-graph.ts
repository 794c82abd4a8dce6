import { type Import, importsOf, isCode, projectFiles } from './source-files.ts';

/** Project files with their imports. */
export type ImportGraph = ReadonlyMap<string, readonly Import[]>;

export const importGraph = (): ImportGraph =>
  new Map(
    projectFiles()
      .filter(isCode)
      .map((path) => [path, importsOf(path)]),
  );

/** Strongly connected groups of more than one node (Tarjan 1972): each is a circle that nobody can enter from one end. */
export function circles(edges: ReadonlyMap<string, ReadonlySet<string>>): readonly (readonly string[])[] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (node: string): void => {
    index.set(node, index.size);
    low.set(node, index.get(node) ?? 0);
    stack.push(node);
    for (const next of edges.get(node) ?? []) {
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) low.set(node, Math.min(low.get(node) ?? 0, low.get(next) ?? 0));
    }
    if (low.get(node) !== index.get(node)) return;
    const group = stack.splice(stack.indexOf(node));
    if (group.length > 1) found.push(group.sort());
  };
  for (const node of edges.keys()) if (!index.has(node)) visit(node);
  return found;
}

/** All project files that are loaded when `start` is, types left out. */
export function reachableFrom(graph: ImportGraph, start: string): ReadonlySet<string> {
  const seen = new Set<string>([start]);
  for (const path of seen) {
    for (const { target, isPackage, typeOnly } of graph.get(path) ?? []) if (!isPackage && !typeOnly) seen.add(target);
  }
  return seen;
}
