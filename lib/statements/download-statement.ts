import { defineDownload } from '#lib/command/define-download.ts';
import { statementDownload } from '#lib/contracts/statements.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { statementFiles } from './files/index.ts';
import { readStatement } from './statement-rows.ts';
import { readStatementSettings } from './statement-settings.ts';

export const downloadStatement = defineDownload(statementDownload, {
  // By its id: the number is known only once it was read.
  fileName: ({ statement_id: id, format }) => `${toPublicId('statement', id)}${statementFiles[format].suffix}`,
  contentType: ({ format }) => statementFiles[format].contentType,
  async read(ctx, { statement_id: id, format }, _from: undefined) {
    const stated = await readStatement(ctx, id);
    const settings = await readStatementSettings(ctx);
    return { text: await statementFiles[format].write(stated, settings), next: null };
  },
});
