import { z } from 'zod';

/** Rows a list returns unless told otherwise, and at most. */
export const pageLimitDefault = 50;
export const pageLimitMax = 200;

/** Input fields of every list: keyset paging by an opaque cursor. */
export const pageInput = {
  limit: z.coerce.number().int().min(1).max(pageLimitMax).default(pageLimitDefault).meta({ description: 'Rows a page' }),
  cursor: z.string().max(500).optional().meta({ description: 'next_cursor of the page before' }),
};

/** Answer of every list. `next_cursor` is null on the last page. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.strictObject({ data: z.array(item), next_cursor: z.string().nullable() });
}
