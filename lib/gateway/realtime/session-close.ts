import type { FrameSocket, SocketEnd, SocketFault } from '#lib/outbound/index.ts';

/** How a session ended that nothing went wrong with on our side. */
export interface SessionClose {
  readonly by: 'caller' | 'provider';
  readonly end: SocketEnd;
}

/** The two ends of a session. */
export interface SessionSides {
  readonly caller: FrameSocket;
  readonly provider: FrameSocket;
}

/** What the caller is told where the provider's side broke. */
export const providerFaults: Readonly<Record<SocketFault, string>> = {
  lost: 'The provider’s connection broke.',
  malformed: 'The provider sent something that is no WebSocket message.',
  too_large: 'The provider sent a message that is larger than this gateway takes.',
};
