import type { reconciliationFormats } from '#lib/contracts/reconciliations.ts';
import { anthropicCosts } from './anthropic-costs.ts';
import { anthropicUsage } from './anthropic-usage.ts';
import type { FileFormat } from './file-format.ts';
import { focus } from './focus.ts';
import { openaiCosts } from './openai-costs.ts';
import { plain } from './plain.ts';

/** Every format, the more particular ones first: the first whose columns are all there is taken. */
export const fileFormats: Readonly<Record<(typeof reconciliationFormats)[number], FileFormat>> = {
  focus,
  anthropic_usage: anthropicUsage,
  anthropic_costs: anthropicCosts,
  openai_costs: openaiCosts,
  plain,
};
