import type { CallersAsk } from '#lib/gateway/translation/translation.ts';

/** What a caller would have sent, for tests of how it is answered. */
export const askOf = (request: object, usageRequested = true): CallersAsk => ({
  model: 'm',
  usageRequested,
  toBody: () => Buffer.from(JSON.stringify(request)),
});
