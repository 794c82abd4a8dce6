import type { DataCategory, DataEntity } from '#lib/contracts/data-entities.ts';

/**
 * What a text must contain before it is worth looking for something; found out for all in one pass (`features.ts`).
 * `digits_4`, `digits_6`, `digits_8`: so many digits with nothing but separators and single letters between them;
 * `token`: a run of sixteen letters and digits that no word is.
 */
export type Need = 'at' | 'digits_4' | 'digits_6' | 'digits_8' | 'token' | 'colons' | 'dashes' | 'slashes' | 'nothing';

/** How one kind of data is recognised: one file in `entities/` and one line in the registry. */
export interface Recognizer {
  readonly entity: DataEntity;
  readonly category: DataCategory;
  /** For people. */
  readonly label: string;
  readonly need: Need;
  /**
   * What it looks like, with the flag `g`. Repetitions are bounded and none can begin inside what it has just passed, so that
   * a search takes no longer than the text is long.
   */
  readonly form: RegExp;
  /** A check of what was found: its checksum, its dates, numbers that were never given out. */
  readonly isReal?: (found: string) => boolean;
  /** 0 to 100: how sure form and check alone are; where it depends on how it is written, by what was found. */
  readonly score: number | ((found: string) => number);
  /** Words near it that make it surer, in lower case. */
  readonly context?: readonly string[];
}
