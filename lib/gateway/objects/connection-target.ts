import type { UpstreamRequest } from '#lib/outbound/index.ts';
import { toFreeUsage } from '../providers/openai-family/to-usage.ts';
import type { SpokenProtocol, Target } from '../providers/provider.ts';
import { upstreamHeaders } from '../providers/shared/upstream-headers.ts';
import type { Route } from '../routing/model-index.ts';
import { notKept } from './refusals.ts';

/** A request below the base address of a connection. */
export interface Errand {
  readonly method: UpstreamRequest['method'];
  /** With its query, beginning with `/`. */
  readonly path: string;
}

/** A connection as the target of one request that costs nothing by itself. Throws AppError('no_connection') where the provider takes none such. */
export function connectionTarget({ connection, provider }: Route, { method, path }: Errand): Target {
  const { reach, keeps } = provider;
  if (reach === undefined) throw notKept();
  const spoken: SpokenProtocol = {
    buildRequest: (ask, target, context) => {
      const { origin, path: base, headers } = reach(target, context.accessToken);
      const body = method === 'GET' || method === 'DELETE' ? null : ask.toBody({ model: '', reportUsage: false });
      return {
        origin,
        path: keeps?.pathTo?.(path, base, target) ?? `${base}${path}`,
        method,
        headers: upstreamHeaders(ask, context, headers),
        body,
      };
    },
    toUsage: toFreeUsage,
    bound: () => ({ nanoUsd: 0n, kind: 'exact', because: 'it costs nothing by itself' }),
  };
  return { connection, provider, model: '', label: connection.name, spoken, translation: null, price: undefined };
}
