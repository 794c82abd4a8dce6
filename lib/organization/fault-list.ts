import { type ImportFault, importFaultsMax } from '#lib/contracts/members.ts';
import { AppError } from '#lib/core/errors.ts';

/** Faults with their lines, the first ones kept and all of them counted. */
export class FaultList {
  readonly kept: ImportFault[] = [];
  count = 0;

  add(line: number, column: string | null, detail: string): void {
    this.count += 1;
    if (this.kept.length < importFaultsMax) this.kept.push({ line, column, detail });
  }

  /** In the order of the file; who is not found is noticed after what is not readable. */
  sorted(): ImportFault[] {
    return this.kept.toSorted((left, right) => left.line - right.line);
  }

  /** All of it as one refusal. */
  toError(): AppError {
    const errors = this.sorted().map(({ line, column, detail }) => ({
      pointer: `/lines/${line}${column === null ? '' : `/${column}`}`,
      detail,
    }));
    const shown = this.count > errors.length ? `; these are the first ${errors.length}` : '';
    return new AppError('validation_failed', {
      detail: `${this.count} rows could not be taken over${shown}. Nothing was changed.`,
      errors,
    });
  }
}
