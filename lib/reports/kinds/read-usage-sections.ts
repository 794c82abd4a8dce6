import type { Costs } from '#lib/contracts/costs.ts';
import type { ReportSection } from '../report-document.ts';
import type { ReportReader } from '../report-request.ts';
import { costsOf, type DimensionSection, dayTable, dimensionOf, dimensionTable, type MeasureName, summaryTable } from './usage-tables.ts';

/** How a kind shows usage. */
interface UsageSections {
  /** Columns of its tables by dimension. */
  readonly measures: readonly MeasureName[];
  readonly rowsMax: number;
}

const isDimension = (section: string): section is DimensionSection => section in dimensionOf;

/** The sections of usage that are asked for, in that order: one question of the kept sums for each dimension. */
export async function readUsageSections(reader: ReportReader, { measures, rowsMax }: UsageSections): Promise<readonly ReportSection[]> {
  const sections: ReportSection[] = [];
  let whole: Costs | undefined;
  for (const section of reader.sections) {
    if (isDimension(section)) sections.push(dimensionTable(section, await costsOf(reader, dimensionOf[section].of), measures, rowsMax));
    else if (section === 'summary' || section === 'days') {
      whole ??= await costsOf(reader, 'provider', { series: true });
      sections.push(section === 'summary' ? summaryTable(whole) : dayTable(whole, reader.period.timeZone));
    }
  }
  return sections;
}
