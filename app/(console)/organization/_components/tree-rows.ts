import type { z } from 'zod';
import type { OrganizationNode } from '#lib/contracts/organization-tree.ts';

export type TreeNode = z.input<typeof OrganizationNode>;

/** What is known of the children of a place; `''` is the top. */
export interface TreeLevel {
  readonly nodes: readonly TreeNode[];
  /** Of the next page; null on the last. */
  readonly cursor: string | null;
}

/** A line of the tree as it is drawn, from the top down. */
export type TreeLine =
  | {
      readonly kind: 'node';
      readonly key: string;
      readonly node: TreeNode;
      readonly parentKey: string;
      readonly depth: number;
      readonly position: number;
      /** -1 where the level is not loaded to its end. */
      readonly size: number;
      readonly isOpen: boolean | undefined;
    }
  | { readonly kind: 'more'; readonly key: string; readonly parentKey: string; readonly depth: number }
  | { readonly kind: 'waiting'; readonly key: string; readonly parentKey: string; readonly depth: number };

/** Whether there is anything in a place to open. */
export const hasChildren = ({ departments, teams }: TreeNode): boolean => departments + teams > 0;

/** The lines that are to be seen when these places are open. */
export function treeLines(
  levels: ReadonlyMap<string, TreeLevel>,
  open: ReadonlySet<string>,
  parentKey = '',
  depth = 1,
): readonly TreeLine[] {
  const level = levels.get(parentKey);
  if (level === undefined) return [{ kind: 'waiting', key: `waiting ${parentKey}`, parentKey, depth }];
  const lines = level.nodes.flatMap((node, index): readonly TreeLine[] => {
    const isOpen = hasChildren(node) ? open.has(node.id) : undefined;
    const size = level.cursor === null ? level.nodes.length : -1;
    const line: TreeLine = { kind: 'node', key: node.id, node, parentKey, depth, position: index + 1, size, isOpen };
    return isOpen === true ? [line, ...treeLines(levels, open, node.id, depth + 1)] : [line];
  });
  return level.cursor === null ? lines : [...lines, { kind: 'more', key: `more ${parentKey}`, parentKey, depth }];
}

/**
 * The line that takes the place of one that is no longer there: what was waited for, or the last of the pages asked for.
 * -1 where the line is still there, or was of another kind.
 */
export function heirOf(lines: readonly TreeLine[], key: string | undefined): number {
  const [, kind, parentKey] = /^(waiting|more) (.*)$/.exec(key ?? '') ?? [];
  if (parentKey === undefined || lines.some((line) => line.key === key)) return -1;
  const isChild = (line: TreeLine): boolean => line.parentKey === parentKey;
  const child = kind === 'waiting' ? lines.findIndex(isChild) : lines.findLastIndex(isChild);
  return child === -1 ? lines.findIndex((line) => line.key === parentKey) : child;
}

/** Where a key press leads from a line; undefined where nowhere. Follows the tree pattern of the ARIA Authoring Practices. */
export function stepFrom(lines: readonly TreeLine[], at: number, key: string): number | undefined {
  const here = lines[at];
  if (key === 'ArrowDown') return Math.min(at + 1, lines.length - 1);
  if (key === 'ArrowUp') return Math.max(at - 1, 0);
  if (key === 'Home') return 0;
  if (key === 'End') return lines.length - 1;
  if (here === undefined) return undefined;
  if (key === 'ArrowRight') return here.kind === 'node' && here.isOpen === true ? Math.min(at + 1, lines.length - 1) : undefined;
  if (key === 'ArrowLeft') {
    const above = lines.findIndex((line) => line.kind === 'node' && line.key === here.parentKey);
    return above === -1 ? undefined : above;
  }
  if (key.length !== 1 || key === ' ') return undefined;
  const wanted = key.toLowerCase();
  const from = [...lines.keys()].map((index) => (at + 1 + index) % lines.length);
  return from.find((index) => {
    const line = lines[index];
    return line?.kind === 'node' && line.node.name.toLowerCase().startsWith(wanted);
  });
}
