import type { StatementSettings } from '#lib/contracts/statement-settings.ts';
import type { StatementWithLines, statementFormats } from '#lib/contracts/statements.ts';
import { csvFile } from './csv-file.ts';
import { jsonFile } from './json-file.ts';
import { oracleFile } from './oracle-file.ts';
import { pdfFile } from './pdf-file.ts';
import { sapFile } from './sap-file.ts';

/** A form that a statement can be had in. */
export interface StatementFile {
  /** What its name ends with, the dot included. */
  readonly suffix: string;
  readonly contentType: string;
  /** Throws `conflict` where the settings lack what the form needs. */
  write(stated: StatementWithLines, settings: StatementSettings): string | Promise<Uint8Array>;
}

/** Every form, one line each. */
export const statementFiles: Readonly<Record<(typeof statementFormats)[number], StatementFile>> = {
  pdf: pdfFile,
  csv: csvFile,
  json: jsonFile,
  sap: sapFile,
  oracle: oracleFile,
};
