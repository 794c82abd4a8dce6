import type { Asked, GatewayCall } from '../calls/gateway-call.ts';
import { SseSplitter } from '../stream/sse-splitter.ts';

/** What a stream has said so far. */
export interface SaidText {
  deliveredText(): { readonly text: string; readonly bytes: number };
  /** Takes in bytes as they go to the caller; absent where the text is read from what the provider sends. */
  push?(bytes: Buffer): void;
}

/** What a stream says as its caller gets it: in his protocol, behind all that changes it on the way. */
export function toldText(call: GatewayCall, { protocol, ask }: Asked): Required<SaidText> {
  const reader = protocol.openStream(ask);
  const visitor = {
    event(_source: Buffer, _start: number, _end: number, data: string | null): boolean {
      if (data !== null) reader.accept(data);
      return true;
    },
  };
  const splitter = new SseSplitter(visitor, call.runtime.settings.eventBytesMax);
  return {
    deliveredText: () => reader.deliveredText(),
    push: (bytes) => {
      splitter.push(bytes);
    },
  };
}
