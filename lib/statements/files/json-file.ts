import { z } from 'zod';
import { statementGet } from '#lib/contracts/statements.ts';
import type { StatementFile } from './index.ts';

/** The statement as the API gives it. */
export const jsonFile: StatementFile = {
  suffix: '.json',
  contentType: 'application/json',
  write: (stated) => `${JSON.stringify(z.encode(statementGet.output, stated), null, 2)}\n`,
};
