import { z } from 'zod';
import type { CostReport } from './index.ts';
import { reportAmount, reportDay } from './report-fields.ts';

const Page = z.object({
  data: z.array(
    z.object({
      starting_at: reportDay,
      results: z.array(z.object({ amount: reportAmount, model: z.string().nullish(), description: z.string().nullish() })),
    }),
  ),
  next_page: z.string().nullish(),
});

/** Amounts come in cents, with decimals. */
const centsPerDollar = 100n;

/** Anthropic's cost report, by day and description (API reference, GET /v1/organizations/cost_report). Wants an admin key. */
export const anthropicReport: CostReport = {
  request(address, credential, { from, to }, page) {
    const base = new URL(address);
    const query = new URLSearchParams({
      starting_at: `${from}T00:00:00Z`,
      ending_at: `${to}T00:00:00Z`,
      bucket_width: '1d',
      limit: '31',
      'group_by[]': 'description',
      ...(page === null ? {} : { page }),
    });
    // The address stands for the API with or without its version.
    const path = `${base.pathname.replace(/\/+$/, '').replace(/\/v1$/, '')}/v1/organizations/cost_report?${query}`;
    const headers = ['accept', 'application/json', 'accept-encoding', 'identity', 'x-api-key', credential];
    return {
      origin: base.origin,
      path,
      method: 'GET',
      headers: [...headers, 'anthropic-version', '2023-06-01', 'user-agent', 'tollgate'],
      body: null,
    };
  },
  read(body) {
    const parsed = Page.safeParse(body);
    if (!parsed.success) return undefined;
    const { data, next_page: next } = parsed.data;
    const items = data.flatMap(({ starting_at: day, results }) =>
      results.map(({ amount, model, description }) => ({
        day,
        model: model ?? description ?? 'unknown',
        picoUsd: amount / centsPerDollar,
        tokens: null,
      })),
    );
    return { items, next: next ?? null };
  },
};
