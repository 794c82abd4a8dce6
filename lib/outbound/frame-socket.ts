/** Why the other side, or what it sent, ended a WebSocket against the rules. */
export type SocketFault = 'too_large' | 'malformed' | 'lost';

/** How a WebSocket ended. */
export interface SocketEnd {
  /** The close code of RFC 6455 §7.4; 1005 where the close frame had none, 1006 where there was none. */
  readonly code: number;
  readonly reason: string;
  /** Null where a close frame came, or was answered. */
  readonly fault: SocketFault | null;
}

/** Receives what comes; `closed` is called once, and nothing after it. None may throw. */
export interface SocketSink {
  message(data: Buffer, isBinary: boolean): void;
  ping(data: Buffer): void;
  pong(data: Buffer): void;
  /** There is room again after `send` said that there was none. */
  drained(): void;
  closed(end: SocketEnd): void;
}

/**
 * One end of a WebSocket in the few words the gateway needs, whoever is at the other: a caller, a provider, or something
 * inside this process. Messages are whole: how they were cut into frames says nothing (RFC 6455 §5.4).
 */
export interface FrameSocket {
  /** The agreed subprotocol; empty where there is none. */
  readonly protocol: string;
  /** Hands over what has come so far and everything that follows. Called once. */
  read(sink: SocketSink): void;
  /** False: the other side reads slower than we write; wait for `drained`. */
  send(data: Buffer, isBinary: boolean): boolean;
  ping(data: Buffer): void;
  pong(data: Buffer): void;
  /** Stops reading; a few messages that are in memory already may still come. */
  pause(): void;
  resume(): void;
  /** Says goodbye and waits a moment for the answer; a code that no frame may carry (1005, 1006) is left out. */
  close(code: number, reason: string): void;
  /** Drops the connection. */
  terminate(): void;
}
