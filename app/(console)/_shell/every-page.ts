interface Page<Row> {
  readonly data: readonly Row[];
  readonly next_cursor: string | null;
}

/** Pages that are read at most: lists that are offered whole are short, and a page must not wait for ever. */
const pagesMax = 10;

/** All rows of a list, read page by page; what is refused ends it with what there is until then. */
export async function everyPage<Row>(read: (cursor: string | undefined) => Promise<Page<Row> | undefined>): Promise<readonly Row[]> {
  const rows: Row[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < pagesMax; pages += 1) {
    const page = await read(cursor);
    rows.push(...(page?.data ?? []));
    cursor = page?.next_cursor ?? undefined;
    if (cursor === undefined) break;
  }
  return rows;
}
