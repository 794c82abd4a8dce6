import type { Equipment } from './equip-tenant.ts';
import type { Launched } from './launch.ts';
import { type Measured, measure } from './measure.ts';
import { median } from './median.ts';

export interface GatewayBenchOptions {
  readonly rounds: number;
  /** Of each measurement, beside its warm-up. */
  readonly seconds: number;
  /** Also measures Next's route handlers; needs a built console. */
  readonly withNext: boolean;
  /** What the measured tenant has that calls are checked against. */
  readonly equipment: ReadonlySet<Equipment>;
  /** Leaves out the streams, for a quick comparison of calls. */
  readonly isCallsOnly: boolean;
}

/** One lane beside the others; medians over the rounds. */
export interface Comparison {
  readonly name: string;
  readonly callsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuMicroseconds: number;
  /** To the bare proxy of the same round. */
  readonly cpuRatio: number;
  /** Sequentially, above the direct call of the same round. */
  readonly addedP50Ms: number;
  readonly addedP99Ms: number;
  readonly residentBytes: number;
}

export interface StreamComparison {
  readonly name: string;
  readonly firstBytesMs: number;
  readonly addedFirstBytesMs: number;
  readonly eventMicroseconds: number;
  /** CPU for one event above what a call costs anyway. */
  readonly addedEventMicroseconds: number;
}

const connections = 32;
const warmupSeconds = 0.5;
/** The compilers need their time once; it is nobody's cost per call. */
const firstWarmupSeconds = 3;
const streamEvents = 200;

interface Round {
  readonly parallel: Measured;
  readonly sequential: Measured;
}

const note = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

/** Measures every lane in turn, round after round, so that a slow minute of the machine falls on all of them. */
export async function compareCalls(lanes: readonly Launched[], key: string, options: GatewayBenchOptions): Promise<readonly Comparison[]> {
  for (const lane of lanes) await measure(lane, { connections, seconds: 1, warmupSeconds: firstWarmupSeconds, key });
  const rounds: Map<string, Round>[] = [];
  for (let index = 1; index <= options.rounds; index += 1) {
    note(`Calls, round ${index} of ${options.rounds}`);
    const round = new Map<string, Round>();
    for (const lane of lanes) {
      const parallel = await measure(lane, { connections, seconds: options.seconds, warmupSeconds, key });
      const sequential = await measure(lane, { connections: 1, seconds: options.seconds, warmupSeconds, key });
      if (parallel.failures + sequential.failures > 0)
        throw new Error(`${lane.name}: ${parallel.failures + sequential.failures} calls failed`);
      round.set(lane.name, { parallel, sequential });
    }
    rounds.push(round);
  }
  return lanes.map((lane) => compare(lane.name, rounds, lanes[0]?.name ?? '', lanes[1]?.name ?? ''));
}

function compare(name: string, rounds: readonly Map<string, Round>[], direct: string, bare: string): Comparison {
  const over = (pick: (own: Round, direct: Round, bare: Round) => number): number =>
    median(
      rounds.flatMap((round) => {
        const [own, first, second] = [round.get(name), round.get(direct), round.get(bare)];
        return own === undefined || first === undefined || second === undefined ? [] : [pick(own, first, second)];
      }),
    );
  return {
    name,
    callsPerSecond: over((own) => own.parallel.callsPerSecond),
    p50Ms: over((own) => own.parallel.p50Ms),
    p99Ms: over((own) => own.parallel.p99Ms),
    cpuMicroseconds: over((own) => own.parallel.cpuMicrosecondsPerCall),
    cpuRatio: over((own, _direct, proxy) => own.parallel.cpuMicrosecondsPerCall / proxy.parallel.cpuMicrosecondsPerCall),
    addedP50Ms: over((own, call) => own.sequential.p50Ms - call.sequential.p50Ms),
    addedP99Ms: over((own, call) => own.sequential.p99Ms - call.sequential.p99Ms),
    residentBytes: over((own) => own.parallel.residentBytes),
  };
}

/** Streams one after the other, without a pause between their events. */
export async function compareStreams(
  lanes: readonly Launched[],
  key: string,
  options: GatewayBenchOptions,
): Promise<readonly StreamComparison[]> {
  const rounds: Map<string, { readonly short: Measured; readonly long: Measured }>[] = [];
  for (let index = 1; index <= options.rounds; index += 1) {
    note(`Streams, round ${index} of ${options.rounds}`);
    const round = new Map<string, { readonly short: Measured; readonly long: Measured }>();
    for (const lane of lanes) {
      const load = { connections: 1, seconds: options.seconds, warmupSeconds: index === 1 ? firstWarmupSeconds : warmupSeconds, key };
      round.set(lane.name, {
        short: await measure(lane, { ...load, streamEvents: 1 }),
        long: await measure(lane, { ...load, streamEvents }),
      });
    }
    rounds.push(round);
  }
  const direct = lanes[0]?.name ?? '';
  return lanes.map(({ name }) => {
    const own = rounds.flatMap((round) => round.get(name) ?? []);
    const each = own.map(({ long }) => long.cpuMicrosecondsPerCall / streamEvents);
    const added = own.map(({ short, long }) => (long.cpuMicrosecondsPerCall - short.cpuMicrosecondsPerCall) / (streamEvents - 1));
    const first = rounds.map(
      (round) => (round.get(name)?.short.firstBytesP50Ms ?? Number.NaN) - (round.get(direct)?.short.firstBytesP50Ms ?? Number.NaN),
    );
    return {
      name,
      firstBytesMs: median(own.map(({ short }) => short.firstBytesP50Ms)),
      addedFirstBytesMs: median(first),
      eventMicroseconds: median(each),
      addedEventMicroseconds: median(added),
    };
  });
}

/** A thousand streams at once, of an event each 100 ms: ten thousand events a second. */
export function holdStreams(lane: Launched, key: string, options: GatewayBenchOptions): Promise<Measured> {
  note('A thousand streams');
  return measure(lane, {
    connections: 1_000,
    seconds: Math.max(10, options.seconds * 3),
    warmupSeconds: 5,
    streamEvents: 40,
    eventEveryMs: 100,
    key,
  });
}
