import { z } from 'zod';
import { modelOfLineItem } from '../formats/openai-costs.ts';
import type { CostReport } from './index.ts';
import { reportAmount, reportDay } from './report-fields.ts';

const Page = z.object({
  data: z.array(
    z.object({
      start_time: reportDay,
      results: z.array(z.object({ amount: z.object({ value: reportAmount }), line_item: z.string().nullish() })),
    }),
  ),
  next_page: z.string().nullish(),
});

/** OpenAI's organization costs, by day and line item (API reference, GET /v1/organization/costs). Wants an admin key. */
export const openaiReport: CostReport = {
  request(address, credential, { from, to }, page) {
    const base = new URL(address);
    const query = new URLSearchParams({
      start_time: String(Date.parse(from) / 1000),
      end_time: String(Date.parse(to) / 1000),
      bucket_width: '1d',
      limit: '31',
      'group_by[]': 'line_item',
      ...(page === null ? {} : { page }),
    });
    return {
      origin: base.origin,
      path: `${base.pathname.replace(/\/+$/, '')}/organization/costs?${query}`,
      method: 'GET',
      headers: [
        'accept',
        'application/json',
        'accept-encoding',
        'identity',
        'authorization',
        `Bearer ${credential}`,
        'user-agent',
        'tollgate',
      ],
      body: null,
    };
  },
  read(body) {
    const parsed = Page.safeParse(body);
    if (!parsed.success) return undefined;
    const { data, next_page: next } = parsed.data;
    const items = data.flatMap(({ start_time: day, results }) =>
      results.map(({ amount, line_item: item }) => ({
        day,
        model: modelOfLineItem(item ?? ''),
        picoUsd: amount.value,
        tokens: null,
      })),
    );
    return { items, next: next ?? null };
  },
};
