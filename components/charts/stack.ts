/** Lower and upper edge of one series in one bucket, in the unit of the sizes. */
export interface Band {
  from: number;
  to: number;
}

interface Values<Cell> {
  values: readonly (Cell | null)[];
}

/**
 * Bands of stacked series, one list a series: what is not known adds nothing and has no band. Order is that of the series.
 */
export function stackBands<Cell>(series: readonly Values<Cell>[], size: (cell: Cell) => number): readonly (Band | undefined)[][] {
  const reached: number[] = [];
  return series.map(({ values }) =>
    values.map((cell, index) => {
      if (cell === null) return undefined;
      const from = reached[index] ?? 0;
      const to = from + size(cell);
      reached[index] = to;
      return { from, to };
    }),
  );
}

/** Height of the whole stack of each bucket. */
export function stackTotals<Cell>(series: readonly Values<Cell>[], size: (cell: Cell) => number): number[] {
  const length = Math.max(0, ...series.map(({ values }) => values.length));
  return Array.from({ length }, (_, index) =>
    series.reduce((sum, { values }) => {
      const cell = values[index] ?? null;
      return cell === null ? sum : sum + size(cell);
    }, 0),
  );
}
