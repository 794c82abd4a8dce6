import type { Operation } from '#lib/contracts/operation.ts';
import { operations } from '#lib/contracts/operations.ts';

/** Operations of the reference that stand on one page: those below the same first part of the path. */
export interface OperationGroup {
  /** As in the page's address: `budgets`. */
  readonly name: string;
  readonly title: string;
  readonly operations: readonly Operation[];
}

const groupOf = ({ http }: Operation): string => http.path.split('/')[1] ?? '';
const titleOf = (name: string): string => (name.charAt(0).toUpperCase() + name.slice(1)).replaceAll('-', ' ');

/** All of them, by name. */
export const operationGroups: readonly OperationGroup[] = [...Map.groupBy(operations, groupOf)]
  .map(([name, members]) => ({ name, title: titleOf(name), operations: members }))
  .sort((left, right) => left.name.localeCompare(right.name, 'en'));

/** Where the reference tells of an operation. */
export const referenceHref = (operation: Operation): string => `/docs/api/${groupOf(operation)}#${operation.name}`;
