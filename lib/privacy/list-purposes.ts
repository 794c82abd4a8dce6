import { and, isNotNull, isNull } from 'drizzle-orm';
import { consentPurpose } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { nameOrder } from '#lib/command/name-order.ts';
import { type ConsentPurpose, consentPurposeList } from '#lib/contracts/consents.ts';
import { readPurposes } from './purpose-rows.ts';

export const listConsentPurposes = defineQuery(consentPurposeList, async (ctx, input) => {
  const keyset = keysetOf<ConsentPurpose & { created_at: Date }>(input.sort, nameOrder(input.sort, consentPurpose), input.cursor);
  const archived = input.archived === 'yes' ? isNotNull(consentPurpose.archivedAt) : isNull(consentPurpose.archivedAt);
  const rows = await readPurposes(ctx, { where: and(archived, keyset.after), orderBy: keyset.orderBy, limit: input.limit + 1 });
  const page = keyset.page(rows, input.limit);
  return { ...page, data: page.data.map(({ created_at: _, ...purpose }) => purpose) };
});
