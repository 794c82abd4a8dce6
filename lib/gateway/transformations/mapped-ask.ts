import type { Ask } from '../protocols/protocol.ts';

/**
 * What is asked, of another model than the caller named. All else is as he asked it, and what an ask need not have is there
 * only where his has it, because its absence says something.
 */
export function mappedAsk(ask: Ask, model: string): Ask {
  const { streamed, usageRequested, outputTokensMax, choices, size, contentType, accept, isBytes, capped, estimate } = ask;
  return {
    ...{ model, streamed, usageRequested, outputTokensMax, choices, size },
    toBody: (change) => ask.toBody(change),
    text: () => ask.text(),
    ...(contentType === undefined ? {} : { contentType }),
    ...(accept === undefined ? {} : { accept }),
    ...(isBytes === undefined ? {} : { isBytes }),
    ...(capped === undefined ? {} : { capped: (limit, field) => mappedAsk(capped.call(ask, limit, field), model) }),
    ...(estimate === undefined ? {} : { estimate: (delivered) => estimate.call(ask, delivered) }),
  };
}
