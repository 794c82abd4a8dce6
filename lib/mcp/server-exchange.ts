import { UpstreamFailure, type UpstreamHead, type UpstreamRequest, type UpstreamTransport } from '#lib/outbound/index.ts';

/** What a server answered to one message. */
export interface ServerReply {
  readonly head: UpstreamHead;
  /** The messages in it, of a stream as of a whole answer; what is no JSON object is left out. */
  readonly messages: readonly Readonly<Record<string, unknown>>[];
  /** The whole of it, for people. */
  readonly text: string;
}

/** Why there is no answer. */
export type NoReply = { readonly failure: UpstreamFailure } | { readonly failure: 'late' };

export interface ExchangeLimits {
  /** For the whole exchange. */
  readonly timeoutMs: number;
  /** What comes behind is not waited for. */
  readonly bodyBytesMax: number;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function recordsIn(json: string): readonly Readonly<Record<string, unknown>>[] {
  try {
    const parsed: unknown = JSON.parse(json);
    return [parsed].flat().filter(isRecord);
  } catch {
    return [];
  }
}

/** The messages of an answer as far as it came. */
function messagesIn(text: string, isStream: boolean): readonly Readonly<Record<string, unknown>>[] {
  if (!isStream) return recordsIn(text);
  const whole = text.split(/\r?\n\r?\n/).slice(0, -1);
  return whole.flatMap((event) => {
    const data = event.split(/\r?\n/).filter((line) => line.startsWith('data:'));
    return recordsIn(data.map((line) => line.slice(5)).join('\n'));
  });
}

const isAnswer = (message: Readonly<Record<string, unknown>>, id: number): boolean => message.id === id && !('method' in message);

/**
 * Sends one message and reads its answer: to the end, or as far as the answer to the request `id`, because a server may
 * leave the stream open behind it. Never rejects.
 */
export function exchangeMessage(
  transport: UpstreamTransport,
  request: UpstreamRequest,
  id: number,
  limits: ExchangeLimits,
): Promise<ServerReply | NoReply> {
  return new Promise((resolve) => {
    const exchange = transport.open(request);
    const settle = (reply: ServerReply | NoReply): void => {
      clearTimeout(timer);
      resolve(reply);
      exchange.abort();
    };
    const timer = setTimeout(() => settle({ failure: 'late' }), limits.timeoutMs);
    const fail = (error: unknown): void =>
      settle({ failure: error instanceof UpstreamFailure ? error : new UpstreamFailure('protocol', false, error) });
    exchange.head.then((head) => {
      const type = head.headers['content-type'];
      const isStream = String(type ?? '').startsWith('text/event-stream');
      const chunks: Buffer[] = [];
      let bytes = 0;
      const read = (): ServerReply => {
        const text = Buffer.concat(chunks).toString();
        return { head, text, messages: messagesIn(text, isStream) };
      };
      exchange.read({
        data(chunk) {
          chunks.push(Buffer.from(chunk));
          bytes += chunk.length;
          if (bytes > limits.bodyBytesMax) return settle(read());
          // Only an end of an event can have brought the answer.
          if (!isStream || !/\n\r?\n\s*$/.test(chunk.toString('latin1').slice(-8))) return;
          const reply = read();
          if (reply.messages.some((message) => isAnswer(message, id))) settle(reply);
        },
        end: () => settle(read()),
        fail,
      });
    }, fail);
  });
}

/** The answer to a request among the messages of a reply; undefined where there is none. */
export const answerIn = ({ messages }: ServerReply, id: number): Readonly<Record<string, unknown>> | undefined =>
  messages.find((message) => isAnswer(message, id));
