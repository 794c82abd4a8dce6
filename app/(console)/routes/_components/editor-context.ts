import { createContext, useContext } from 'react';
import type { RouteFault } from './route-faults.ts';
import type { EditNode, NodePath } from './route-tree.ts';

/** A choice of the editor. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

/** What every part of the editor needs: what can be chosen, what is wrong, and how to change the tree. */
export interface RouteEditing {
  readonly connections: readonly Named[];
  /** Other routes of the organization. */
  readonly routes: readonly Named[];
  readonly faults: readonly RouteFault[];
  /** Why nothing can be changed; undefined where it can. */
  readonly readOnly: boolean;
  /** Id of the list of models that inputs suggest. */
  readonly modelListId: string;
  update(path: NodePath, change: (node: EditNode) => EditNode): void;
  append(group: NodePath, node: EditNode): void;
  remove(path: NodePath): void;
  move(group: NodePath, from: number, to: number): void;
  wrap(path: NodePath): void;
}

export const RouteEditingContext = createContext<RouteEditing | null>(null);

export function useRouteEditing(): RouteEditing {
  const editing = useContext(RouteEditingContext);
  if (editing === null) throw new Error('Parts of the route editor stand inside of it');
  return editing;
}
