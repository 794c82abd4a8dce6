import { AppError } from '#lib/core/errors.ts';
import { type UpstreamExchange, UpstreamFailure } from '#lib/outbound/index.ts';
import type { GatewayCall } from '../calls/gateway-call.ts';
import type { Target } from '../providers/provider.ts';
import { type Answering, failureError } from './attempt.ts';
import { headerOf } from './header-of.ts';

const errorBytesMax = 64 * 1024;

/** The whole body. Beyond the limit: cut off there when `isCut`, else AppError('provider_error'). Rejects with UpstreamFailure when it breaks. */
export function collectBody(call: GatewayCall, exchange: UpstreamExchange, bytesMax: number, isCut: boolean): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = () => resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks));
    exchange.read({
      data: (chunk) => {
        if (size > bytesMax) return;
        size += chunk.length;
        chunks.push(chunk);
        call.deadlines.idleAt = performance.now() + call.runtime.settings.idleMs;
        if (size <= bytesMax) return;
        if (isCut) finish();
        else reject(new AppError('provider_error', { detail: `The provider’s answer is larger than ${bytesMax} bytes.` }));
        exchange.abort();
      },
      end: finish,
      fail: reject,
    });
  });
}

/** The provider's refusal, in our words and its own. */
async function readRefusal(call: GatewayCall, target: Target, { exchange, head }: Answering): Promise<never> {
  call.deadlines.firstTokenAt = Number.POSITIVE_INFINITY;
  // An error whose body breaks off is still that error.
  const body = await collectBody(call, exchange, errorBytesMax, true).catch(() => Buffer.alloc(0));
  call.throwIfStopped();
  // A token can be taken back before it ends; the next attempt gets another.
  if (head.status === 401 && target.provider.exchange !== undefined) call.runtime.accessTokens.forget(target.connection.connectionId);
  throw target.provider.toError({ head, body, connection: target.connection });
}

/** Throws the provider's refusal, which is to be waited for where it is not null, unless the head promises an answer that can be followed. */
export function inspectHead(call: GatewayCall, target: Target, answering: Answering): null | Promise<never> {
  const { head } = answering;
  call.upstreamStatus = head.status;
  call.deadlines.idleAt = performance.now() + call.runtime.settings.idleMs;
  if (call.asked?.ask.streamed !== true) call.deadlines.firstTokenAt = Number.POSITIVE_INFINITY;
  if (head.status < 200 || head.status > 299) return readRefusal(call, target, answering);
  call.mayBeBilled = call.protocol?.isFree !== true;
  const encoding = headerOf(head, 'content-encoding');
  if (encoding !== undefined && encoding !== 'identity') {
    throw new AppError('provider_error', { detail: `The provider compressed its answer (${encoding}) although it was asked not to.` });
  }
  return null;
}

/** The whole answer of a call that is not streamed, found to be one of the provider's protocol. */
export async function inspectAnswer(call: GatewayCall, target: Target, { exchange, head, sent }: Answering): Promise<Buffer> {
  let body: Buffer;
  try {
    body = await collectBody(call, exchange, call.runtime.settings.answerBytesMax, false);
  } catch (failure) {
    throw failure instanceof UpstreamFailure ? failureError(call, target, failure) : failure;
  }
  const toWhole = target.spoken.answers?.whole;
  if (toWhole !== undefined) body = toWhole(body, sent.ask, target);
  const reading = sent.protocol.readAnswer(body, headerOf(head, 'content-type'));
  call.rawUsage = reading.usage;
  call.delivered = () => {
    const text = sent.protocol.textOfAnswer(body);
    return { text, bytes: Buffer.byteLength(text) };
  };
  if (reading.fault !== null) throw new AppError('provider_error', { detail: reading.fault });
  return body;
}
