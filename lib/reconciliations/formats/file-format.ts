import type { ProviderItem } from '../provider-figures.ts';

/** A provider's file, as its columns are named. Names are compared in lower case. */
export interface FileFormat {
  /** Columns by which a file of this format is recognised; each is one of several names. */
  readonly columns: readonly (readonly string[])[];
  /**
   * Reads one record; `get` gives the text of the first of the columns that is there, undefined where none is or it is empty.
   * Undefined for records that are no usage, a text for what is wrong.
   */
  read(get: (...names: string[]) => string | undefined): ProviderItem | undefined | string;
}
