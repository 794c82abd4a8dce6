import { AppError } from '#lib/core/errors.ts';
import { askProvider, checkOutboundUrl, type UpstreamRequest } from '#lib/outbound/index.ts';
import { DeliveryFailed, type DeliveryMeans } from './target.ts';

const timeoutMs = 30_000;
const bodyBytesMax = 64 * 1024;

export interface Sending {
  readonly url: string;
  readonly method: 'POST' | 'PUT';
  /** Names in lower case and values, alternating. */
  readonly headers: readonly string[];
  readonly body: Buffer;
}

/** Sends one request through the guard of outbound addresses; throws DeliveryFailed unless the answer is a 2xx. */
export async function sendRequest({ transport, policy }: DeliveryMeans, { url, method, headers, body }: Sending): Promise<void> {
  const { origin, pathname } = checked(url, policy);
  const request: UpstreamRequest = {
    ...{ origin, path: pathname, method, body },
    headers: ['content-length', String(body.length), 'user-agent', 'Tollgate', ...headers],
  };
  const answer = await askProvider(transport, request, { timeoutMs, bodyBytesMax });
  if (answer.kind === 'late') throw new DeliveryFailed(`No answer within ${timeoutMs / 1000} seconds`);
  if (answer.kind === 'failed') throw new DeliveryFailed(`No connection: ${answer.failure.kind}`);
  if (answer.status < 200 || answer.status > 299) throw new DeliveryFailed(`Answered with status ${answer.status}`);
}

function checked(url: string, policy: DeliveryMeans['policy']): URL {
  try {
    return checkOutboundUrl(policy, url);
  } catch (error) {
    throw new DeliveryFailed(error instanceof AppError ? error.detail : 'The address cannot be used');
  }
}
