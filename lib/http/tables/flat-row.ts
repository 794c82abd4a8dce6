/** A cell as tables for machines have it: nothing, a number, a text, a truth. */
export type FlatCell = string | number | boolean | null;
export type FlatRow = Readonly<Record<string, FlatCell>>;

/** How rows of an answer become a table: the columns, in their order, and where each finds its cell. */
export interface TableSpec<Body> {
  /** The start of the file's name. */
  readonly name: string;
  readonly columns: (body: Body) => readonly string[];
  readonly rows: (body: Body) => readonly FlatRow[];
  readonly nextCursor: (body: Body) => string | null;
}

type Named = { readonly id: string | null; readonly name: string | null } | null;

/** `team_id` and `team_name`. */
export const named = (prefix: string, value: Named): FlatRow => ({
  [`${prefix}_id`]: value?.id ?? null,
  [`${prefix}_name`]: value?.name ?? null,
});

export const namedColumns = (prefix: string): readonly string[] => [`${prefix}_id`, `${prefix}_name`];
