import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { GuardrailCheck } from '#lib/contracts/guardrail-definition.ts';
import { askProvider, type UpstreamTransport } from '#lib/outbound/index.ts';
import type { Finding } from './engine/compile-check.ts';
import { plainWords } from './plain-words.ts';

type Webhook = Extract<GuardrailCheck, { type: 'webhook' }>;

/** What a webhook is told of a call. */
export interface WebhookQuestion {
  /** Of the call, so that a repetition is known as one. */
  readonly id: string;
  readonly side: 'input' | 'output';
  readonly model: string;
  readonly texts: readonly { readonly source: string; readonly text: string }[];
}

/** What it says: nothing to object to, something, or nothing that could be understood. */
export type WebhookVerdict =
  | { readonly kind: 'answered'; readonly finding: Finding | null }
  | { readonly kind: 'failed'; readonly why: string };

const answerBytesMax = 64 * 1024;
const failuresMax = 5;
const restMs = 10_000;

const Answer = z.object({ action: z.enum(['allow', 'block', 'flag']), reason: z.string().max(2_000).optional() });

/** Headers of Standard Webhooks (standardwebhooks.com, version 1): the id, the time in seconds, and HMAC-SHA256 over both and the body. */
export function signedHeaders(secret: string, id: string, nowMs: number, body: string): string[] {
  const seconds = String(Math.floor(nowMs / 1000));
  const signature = createHmac('sha256', secret).update(`${id}.${seconds}.${body}`).digest('base64');
  return ['content-type', 'application/json', 'webhook-id', id, 'webhook-timestamp', seconds, 'webhook-signature', `v1,${signature}`];
}

/** Webhooks of one process. One that failed five times in a row is left alone for ten seconds, so that no call waits for it. */
export class GuardrailWebhooks {
  readonly #transport: UpstreamTransport;
  readonly #now: () => number;
  readonly #faults = new Map<string, { count: number; untilMs: number }>();

  constructor(transport: UpstreamTransport, now: () => number) {
    this.#transport = transport;
    this.#now = now;
  }

  /** Asks and waits as long as the guardrail says. Never rejects. */
  async ask(
    guardrailId: string,
    { url, timeout_ms: timeoutMs }: Webhook,
    secret: string,
    question: WebhookQuestion,
  ): Promise<WebhookVerdict> {
    const known = this.#faults.get(guardrailId);
    if (known !== undefined && known.count >= failuresMax && this.#now() < known.untilMs)
      return { kind: 'failed', why: 'its webhook failed several times and is left alone for some seconds' };
    const verdict = await this.#exchange(url, timeoutMs, secret, question);
    if (verdict.kind === 'answered') this.#faults.delete(guardrailId);
    else this.#faults.set(guardrailId, { count: (known?.count ?? 0) + 1, untilMs: this.#now() + restMs });
    return verdict;
  }

  async #exchange(url: string, timeoutMs: number, secret: string, question: WebhookQuestion): Promise<WebhookVerdict> {
    const { origin, pathname, search } = new URL(url);
    const body = JSON.stringify({ type: 'guardrail.check', ...question });
    const headers = signedHeaders(secret, `${question.id}_${question.side}`, this.#now(), body);
    const answer = await askProvider(
      this.#transport,
      { origin, path: `${pathname}${search}`, method: 'POST', headers, body: Buffer.from(body) },
      { timeoutMs, bodyBytesMax: answerBytesMax },
    );
    if (answer.kind === 'late') return { kind: 'failed', why: `its webhook did not answer within ${timeoutMs} ms` };
    if (answer.kind === 'failed')
      return {
        kind: 'failed',
        why: answer.failure.kind === 'address_not_allowed' ? 'the address of its webhook is not allowed' : 'its webhook cannot be reached',
      };
    if (answer.status !== 200) return { kind: 'failed', why: `its webhook answered with the status ${answer.status}` };
    return readAnswer(answer.body);
  }
}

function readAnswer(body: string): WebhookVerdict {
  let document: unknown;
  try {
    document = JSON.parse(body);
  } catch {
    return { kind: 'failed', why: 'its webhook did not answer with JSON' };
  }
  const read = Answer.safeParse(document);
  if (!read.success) return { kind: 'failed', why: 'its webhook answered with something that is no verdict' };
  const { action, reason } = read.data;
  if (action === 'allow') return { kind: 'answered', finding: null };
  const why = plainWords(reason ?? '') || 'what its webhook objects to';
  return { kind: 'answered', finding: { why, ...(action === 'flag' ? { isMild: true } : {}) } };
}
