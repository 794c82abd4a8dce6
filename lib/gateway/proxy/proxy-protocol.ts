import { bareAsk } from '../objects/bare-ask.ts';
import { renderOpenAiError, renderOpenAiErrorEvent } from '../protocols/openai/render-openai-error.ts';
import { openNoStream } from '../protocols/openai/whole-answer.ts';
import type { CallProtocol } from '../protocols/protocol.ts';
import { noUsage } from '../providers/shared/no-usage.ts';

/** A request that is passed on as it is, whatever it says. What it used is not known, and never guessed. */
export const proxyProtocol: CallProtocol = {
  name: 'proxy',
  takes: 'anything',
  // Its body is not read before it is known whether anybody could understand it.
  readAsk: () => ({ ...bareAsk(Buffer.alloc(0), undefined), isBytes: true, estimate: () => noUsage }),
  readAnswer: () => ({ usage: null, fault: null }),
  textOfAnswer: () => '',
  openStream: openNoStream,
  streamEnd: null,
  renderError: renderOpenAiError,
  renderErrorEvent: renderOpenAiErrorEvent,
};

/** A request that only looks: nobody bills it. */
export const proxyReadProtocol: CallProtocol = { ...proxyProtocol, isFree: true };
