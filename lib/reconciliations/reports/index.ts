import type { UpstreamRequest } from '#lib/outbound/index.ts';
import type { ProviderItem } from '../provider-figures.ts';
import { anthropicReport } from './anthropic-report.ts';
import { openaiReport } from './openai-report.ts';

/** Days of a report, the last one exclusive. */
export interface ReportRange {
  /** `YYYY-MM-DD`. */
  readonly from: string;
  readonly to: string;
}

/** One page of a report, and what to ask for the next one with; null on the last. */
export interface ReportPage {
  readonly items: readonly ProviderItem[];
  readonly next: string | null;
}

/** The cost report that a provider's API has. */
export interface CostReport {
  request(address: string, credential: string, range: ReportRange, page: string | null): UpstreamRequest;
  /** Reads an answer; undefined for what is no report. */
  read(body: unknown): ReportPage | undefined;
}

/** Providers whose API reports costs, one line each, by their names. */
export const costReports: ReadonlyMap<string, CostReport> = new Map([
  ['anthropic', anthropicReport],
  ['openai', openaiReport],
]);
