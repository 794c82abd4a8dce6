import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { Badge, type Tone } from '#components/ui/badge.tsx';
import { ModelBadge } from '#components/ui/model-badge.tsx';
import type { ModelPerformance } from '#lib/contracts/model-ranking.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { parseUsd } from '#lib/core/money.ts';

export type ModelRow = z.input<typeof ModelPerformance>;

const recommendations: Readonly<Record<ModelRow['recommendation'], { readonly label: string; readonly tone: Tone }>> = {
  increase: { label: 'Use more', tone: 'success' },
  maintain: { label: 'Maintain', tone: 'neutral' },
  decrease: { label: 'Use less', tone: 'warning' },
  replace: { label: 'Replace', tone: 'danger' },
};

const kinds: Readonly<Record<ModelRow['modality'], string>> = { text: 'Text', code: 'Code', image: 'Images', audio: 'Audio' };

/** Cost, quality and speed of a model, and what to do with it. */
export function modelColumns(reader: Reader): readonly Column<ModelRow>[] {
  const format = createFormat(reader);
  const score = (value: number | null): string | null => (value === null ? null : value.toFixed(1));
  return [
    { id: 'model', header: 'Model', cell: ({ model }) => <ModelBadge model={model} />, narrow: true },
    {
      ...{ id: 'recommendation', header: 'Recommendation', narrow: true },
      cell: ({ recommendation }) => <Badge tone={recommendations[recommendation].tone}>{recommendations[recommendation].label}</Badge>,
    },
    { id: 'cost', header: 'Spend', value: (row) => parseUsd(row.cost_usd) ?? 0n, format: 'money', align: 'end', narrow: true },
    { id: 'requests', header: 'Requests', value: ({ requests }) => requests, format: 'count', align: 'end' },
    { id: 'efficiency', header: 'Cost efficiency', value: (row) => score(row.cost_efficiency), align: 'end' },
    { id: 'quality', header: 'Quality', value: (row) => score(row.quality_score), align: 'end' },
    { id: 'success', header: 'Success', value: ({ success_rate: rate }) => rate, format: 'percent', align: 'end' },
    {
      ...{ id: 'thumbs', header: 'Thumbs', align: 'end' },
      value: (row) =>
        row.thumbs_up + row.thumbs_down === 0 ? null : `${format.count(row.thumbs_up)} up, ${format.count(row.thumbs_down)} down`,
    },
    { id: 'p95', header: 'p95', value: (row) => row.latency_p95_ms, format: 'duration', align: 'end' },
    { id: 'first', header: 'First token p95', value: (row) => row.first_token_p95_ms, format: 'duration', align: 'end', optional: true },
    { id: 'kind', header: 'Kind', value: ({ modality }) => kinds[modality], optional: true },
    // A sentence, which is read to its end or says nothing.
    {
      id: 'reason',
      header: 'Why',
      cell: ({ reason }) => <span className="block min-w-80 whitespace-normal py-1 leading-snug">{reason}</span>,
    },
  ];
}
