import type { Ask } from '../protocols/protocol.ts';

/**
 * Stands in for a request that could not be read: too large, broken off or malformed. Its call is refused before anything
 * is looked up or sent, but it is a call of a known key and ends in a usage event like every other.
 */
export const unreadAsk: Ask = {
  model: '',
  streamed: false,
  usageRequested: false,
  outputTokensMax: null,
  choices: 1,
  size: { bytes: 0, opaqueBytes: 0, parts: 0, media: 0, hasUnseenState: false },
  toBody: () => Buffer.alloc(0),
  text: () => '',
};
