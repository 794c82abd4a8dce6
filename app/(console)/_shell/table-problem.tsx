import type { TableProblem } from '#components/data-table/table-state.tsx';
import type { Problem } from '#lib/http/render-problem.ts';

/** A failed read as a table shows it in the place of its rows. `what` is a plural noun: "keys". */
export const tableProblem = (what: string, problem: Problem | undefined): TableProblem | undefined =>
  problem && { title: `The ${what} did not load`, detail: `${problem.title}. ${problem.detail}`, requestId: problem.request_id };
