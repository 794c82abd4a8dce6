import { type reconciliationFormats, reconciliationRowsMax } from '#lib/contracts/reconciliations.ts';
import { csvRecords } from '#lib/core/csv.ts';
import { AppError } from '#lib/core/errors.ts';
import type { FileFormat } from './formats/file-format.ts';
import { fileFormats } from './formats/index.ts';
import type { ProviderItem } from './provider-figures.ts';

type FormatName = (typeof reconciliationFormats)[number];

/** What a file says, and the format it was read as. */
export interface ProviderFile {
  readonly format: FormatName;
  readonly items: readonly ProviderItem[];
}

const faultsMax = 20;

const fault = (line: number, detail: string) => ({ pointer: `/lines/${line}`, detail });

function recognise(names: readonly string[], wanted: FormatName | 'auto'): FormatName {
  const has = ({ columns }: FileFormat) => columns.every((choices) => choices.some((name) => names.includes(name)));
  const candidates = wanted === 'auto' ? (Object.keys(fileFormats) as FormatName[]) : [wanted];
  const found = candidates.find((name) => has(fileFormats[name]));
  if (found !== undefined) return found;
  const needed = (name: FormatName) => fileFormats[name].columns.map((choices) => choices.join(' or ')).join(', ');
  const detail =
    wanted === 'auto'
      ? 'The first line names the columns of no known export; see the guide on reconciliation'
      : `The columns must include: ${needed(wanted)}`;
  throw new AppError('validation_failed', { errors: [fault(1, detail)] });
}

/** Reads a provider's CSV as it comes in. Throws `validation_failed` with the lines that cannot be read. */
export async function readProviderFile(chunks: AsyncIterable<Uint8Array>, wanted: FormatName | 'auto'): Promise<ProviderFile> {
  const items: ProviderItem[] = [];
  const faults: { pointer: string; detail: string }[] = [];
  let format: FormatName | undefined;
  let columns = new Map<string, number>();
  for await (const { line, fields } of csvRecords(chunks)) {
    if (format === undefined) {
      const names = fields.map((name) => name.trim().toLowerCase());
      columns = new Map(names.map((name, index) => [name, index]));
      format = recognise(names, wanted);
      continue;
    }
    if (line > reconciliationRowsMax + 1)
      throw new AppError('validation_failed', { errors: [fault(line, `A file may have ${reconciliationRowsMax} rows`)] });
    const get = (...names: string[]): string | undefined => {
      for (const name of names) {
        const text = fields[columns.get(name) ?? -1]?.trim();
        if (text !== undefined && text !== '') return text;
      }
      return undefined;
    };
    const item = fileFormats[format].read(get);
    if (typeof item === 'string') faults.push(fault(line, item));
    else if (item !== undefined) items.push(item);
    if (faults.length >= faultsMax) break;
  }
  if (faults.length > 0) throw new AppError('validation_failed', { errors: faults });
  if (format === undefined || items.length === 0)
    throw new AppError('validation_failed', { errors: [fault(1, 'The file has no usage in it')] });
  return { format, items };
}
