import type { Strategy } from '../strategy.ts';
import { matchingFirst } from './matching-first.ts';

/** By the kind of work that the caller names in `x-tollgate-task`. */
export const task: Strategy = {
  name: 'task',
  label: 'Task',
  summary: 'By the kind of work the caller names in x-tollgate-task',
  field: 'tasks',
  isFixed: false,
  comparesTargets: false,
  order: (members, { taskType }) =>
    matchingFirst(members, ({ tasks }) => (tasks === null ? null : taskType !== null && tasks.has(taskType))),
  because: ({ tasks }, { taskType }) => (tasks === null ? 'for every other task' : `for ${taskType ?? 'no task'}`),
};
