import type { Cell } from './plot-model.ts';

/**
 * Each bucket's sum of itself and all before it. A bucket without data adds nothing but the line goes on: the sum is still
 * known. What lies ahead has no sum yet.
 */
export function runningSum(cells: readonly Cell[], isAhead: (index: number) => boolean): Cell[] {
  let sum: Cell = null;
  return cells.map((cell, index) => {
    if (isAhead(index)) return null;
    sum = add(sum, cell);
    return sum;
  });
}

function add(sum: Cell, cell: Cell): Cell {
  if (cell === null) return sum;
  if (sum === null) return cell;
  return typeof sum === 'bigint' || typeof cell === 'bigint' ? BigInt(sum) + BigInt(cell) : sum + cell;
}
