import type { DataClass, RegionName } from '#lib/contracts/route-names.ts';
import { estimateCost, expectedOutputTokens } from '#lib/routes/estimate-cost.ts';
import { servesRegion } from '#lib/routes/serves-region.ts';
import type { RouteFacts } from '#lib/routes/strategy.ts';
import type { Asked, Caller } from '../calls/gateway-call.ts';
import type { GatewayRequest } from '../gateway-request.ts';
import type { GatewayRuntime } from '../gateway-runtime.ts';
import { dataClassOf } from './data-class-of.ts';
import { regionOf } from './region-of.ts';
import type { RoutedTarget } from './routed-target.ts';

/** Bytes of JSON that are about one token; only for weighing prices against each other. */
const bytesPerToken = 4;

/** What strategies and preferences are told of a call; made only for calls that are routed by one. */
export class CallFacts implements RouteFacts<RoutedTarget> {
  readonly nowMs: number;
  readonly taskType: string | null;
  readonly dataClass: DataClass | null;
  readonly region: RegionName | null;
  readonly stickyKey: string;
  readonly random: () => number;
  readonly #isStreamed: boolean;
  readonly #inputTokens: number;
  readonly #outputTokens: number;

  constructor(
    runtime: GatewayRuntime,
    { principal }: Caller,
    { ask, tags, taskType, dataClass }: Asked,
    request: Pick<GatewayRequest, 'header'>,
  ) {
    this.nowMs = runtime.clock.now();
    this.taskType = taskType;
    this.dataClass = dataClass ?? dataClassOf(request);
    this.region = regionOf(request);
    this.stickyKey = tags?.user ?? principal.userId ?? principal.keyId;
    this.random = runtime.random;
    this.#isStreamed = ask.streamed;
    this.#inputTokens = Math.ceil((ask.size.bytes - ask.size.opaqueBytes) / bytesPerToken);
    this.#outputTokens = (ask.outputTokensMax ?? expectedOutputTokens) * ask.choices;
  }

  // Handed to strategies by name, so they are bound.
  readonly costNanoUsd = ({ price }: RoutedTarget): number | null =>
    estimateCost({ inputTokens: this.#inputTokens, outputTokens: this.#outputTokens }, price);

  readonly latencyMs = ({ routing }: RoutedTarget): number | null => routing.state.expectedMs(this.#isStreamed, performance.now());

  readonly isIn = ({ connection, provider }: RoutedTarget, region: RegionName): boolean =>
    servesRegion(region, connection.region ?? null, provider);

  readonly running = ({ routing }: RoutedTarget): number => routing.state.running;
}
