import { claude } from './anthropic.ts';
import { openScene, type Scene } from './call.ts';
import { answerJson } from './scripted-provider.ts';
import { connectionTo, type LaneName, tenantId } from './test-gateway.ts';

/** A gateway with two connections to one provider: `upstream` speaks OpenAI's API, `claude` Anthropic's. */
export interface ProxyScene extends Scene {
  readonly address: string;
  readonly setPolicy: (unpricedPolicy: 'flag' | 'block') => void;
  /** A request by the pass-through; `path` begins with the name of the connection. */
  readonly call: (
    method: string,
    path: string,
    init?: { readonly body?: string; readonly headers?: Record<string, string>; readonly key?: string },
  ) => Promise<Response>;
  readonly forget: () => void;
}

export async function openProxyScene(lane: LaneName): Promise<ProxyScene> {
  const scene = await openScene({ lane });
  const { gateway, provider } = scene;
  const address = `http://127.0.0.1:${provider.port}`;
  gateway.snapshot.addPrice(claude);
  const more = {
    connectionId: '01936b1e-7a00-7000-8000-0000000000c8',
    name: 'claude',
    provider: 'anthropic',
    models: [],
    baseUrl: address,
  };
  const setPolicy: ProxyScene['setPolicy'] = (unpricedPolicy) =>
    gateway.snapshot.addTenant({ tenantId, unpricedPolicy, connections: [connectionTo(address), connectionTo(address, more)] });
  setPolicy('flag');
  return {
    ...scene,
    address,
    setPolicy,
    call: (method, path, init = {}) =>
      fetch(`${gateway.baseUrl}/proxy${path}`, {
        method,
        headers: { authorization: `Bearer ${init.key ?? gateway.key}`, ...init.headers },
        redirect: 'manual',
        ...(init.body === undefined ? {} : { body: init.body }),
      }),
    forget: () => {
      gateway.recorder.events.length = 0;
      gateway.recorder.holds.length = 0;
      provider.seen.length = 0;
      provider.begun = 0;
      provider.script = answerJson('{}');
    },
  };
}
