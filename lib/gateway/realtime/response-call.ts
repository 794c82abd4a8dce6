import { type Asked, GatewayCall } from '../calls/gateway-call.ts';
import type { RoutedTarget } from '../routing/routed-target.ts';
import type { ContextMark } from './context-meter.ts';

/** One response of a session: a call of its own, with its own id, hold and settlement. */
export class ResponseCall extends GatewayCall {
  override readonly asked: Asked;
  /** The `event_id` of the event that asked for it; null where it has none. */
  readonly eventId: string | null;
  /** The conversation as it was when it began. */
  mark: ContextMark;
  spokenBytes = 0;
  writtenBytes = 0;

  constructor(session: GatewayCall, target: RoutedTarget, asked: Asked, mark: ContextMark, eventId: string | null) {
    super(session.runtime, session.request, session.responder);
    this.asked = asked;
    this.mark = mark;
    this.eventId = eventId;
    this.caller = session.caller;
    this.protocol = asked.protocol;
    this.route = session.route;
    this.target = target;
    this.isModelKnown = true;
    this.sentStatus = session.sentStatus;
  }

  /** A piece of the answer came; its bytes are those of Base64 where it is sound. */
  arrived(bytes: number, isSound: boolean): void {
    if (isSound) this.spokenBytes += Math.floor((bytes * 3) / 4);
    else this.writtenBytes += bytes;
    this.firstTokenMs ??= this.elapsedMs();
  }
}
