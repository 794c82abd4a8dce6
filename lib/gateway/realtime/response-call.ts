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
  /** We ended it before its provider did, because nothing covers more of it. */
  isCut = false;
  spokenBytes = 0;
  writtenBytes = 0;

  constructor(session: GatewayCall, target: RoutedTarget, asked: Asked, mark: ContextMark, eventId: string | null) {
    super(session.runtime, session.request, session.responder);
    this.asked = asked;
    this.mark = mark;
    this.eventId = eventId;
    this.caller = session.caller;
    this.attribution = session.attribution;
    this.protocol = asked.protocol;
    this.route = session.route;
    this.data = session.data;
    this.target = target;
    this.isModelKnown = true;
    this.sentStatus = session.sentStatus;
    // What was approved is the session; its use is the session's to give back.
    this.approval = session.approval;
  }

  /** A piece of the answer came; its bytes are those of Base64 where it is sound. */
  arrived(bytes: number, isSound: boolean): void {
    if (isSound) this.spokenBytes += Math.floor((bytes * 3) / 4);
    else this.writtenBytes += bytes;
    this.firstTokenMs ??= this.elapsedMs();
  }
}
