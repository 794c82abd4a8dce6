import type { TokenUsage } from '#lib/usage/usage-event.ts';

/** Who gave an answer, as the usage event names it. */
export interface AnswerSource {
  readonly connectionId: string;
  readonly provider: string;
  readonly model: string;
  /** `connection/model`, for the header. */
  readonly label: string;
}

/** A complete, successful answer as it went to its caller, with what is needed to tell it again. */
export interface KeptAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly streamed: boolean;
  /** The bytes that were sent; of a stream without the comment that tells the cost. */
  readonly body: Buffer;
  /** How many bytes at the end of a stream are its last event: the comment goes before it. */
  readonly lastEventBytes: number;
  readonly source: AnswerSource;
  readonly usage: TokenUsage;
  /** When the answer was complete; milliseconds since the epoch. */
  readonly answeredAtMs: number;
}

type Head = Omit<KeptAnswer, 'body'>;

/** Bytes that an answer takes up, its description included. */
export const sizeOf = (answer: KeptAnswer): number => answer.body.length + 512;

/** One run of bytes: the length of the description, the description as JSON, the body. */
export function encodeKeptAnswer({ body, ...head }: KeptAnswer): Buffer {
  const description = Buffer.from(JSON.stringify(head satisfies Head));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(description.length);
  return Buffer.concat([length, description, body]);
}

/** Reads what `encodeKeptAnswer` wrote; the bytes were authenticated, so only their length is looked at. */
export function decodeKeptAnswer(bytes: Buffer): KeptAnswer {
  const bodyAt = 4 + bytes.readUInt32LE(0);
  const head: Head = JSON.parse(bytes.toString('utf8', 4, bodyAt));
  return { ...head, body: bytes.subarray(bodyAt) };
}
