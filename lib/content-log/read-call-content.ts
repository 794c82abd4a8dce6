import { and, eq, gt } from 'drizzle-orm';
import { callContent } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { callContentGet } from '#lib/contracts/content-log.ts';
import { AppError } from '#lib/core/errors.ts';
import { contentOpener } from './open-content.ts';

export const readCallContent = defineQuery(callContentGet, async ({ tx, tenantId, runtime, now }, { request_id: callId }) => {
  const [row] = await tx
    .select()
    .from(callContent)
    .where(and(eq(callContent.tenantId, tenantId), eq(callContent.callId, callId), gt(callContent.expiresAt, now)));
  if (row === undefined) throw new AppError('not_found');
  const opened = await contentOpener(tx, tenantId, runtime.masterKeys);
  const { encryptionKeyId } = row;
  const said = (what: 'request' | 'answer', bytes: number) => {
    const text = opened({ callId, encryptionKeyId, what, sealed: row[what] });
    return { text: text?.text ?? null, bytes, is_truncated: text?.isTruncated ?? false };
  };
  return {
    ...{ request_id: callId, level: row.level, data_class: row.dataClass, created_at: row.createdAt, expires_at: row.expiresAt },
    request: said('request', row.requestBytes),
    answer: said('answer', row.answerBytes),
  };
});
