import type { Ask } from '../protocols/protocol.ts';

/** A request whose body, of whatever kind, goes on as it came and asks no model for anything. */
export const bareAsk = (body: Buffer, contentType: string | undefined): Ask => ({
  model: '',
  streamed: false,
  usageRequested: false,
  outputTokensMax: null,
  choices: 1,
  size: { bytes: body.length, opaqueBytes: 0, parts: 0, media: 0, hasUnseenState: false },
  ...(contentType === undefined ? {} : { contentType }),
  toBody: () => body,
  text: () => '',
});
