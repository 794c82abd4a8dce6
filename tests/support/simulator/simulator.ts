import type { ServerResponse } from 'node:http';
import { parseJson } from '#lib/gateway/json/as-record.ts';
import type { ProviderScript, SeenRequest } from '../../gateway/support/scripted-provider.ts';
import { bedrockConverseDialect, bedrockInvokeDialect } from './bedrock-dialects.ts';
import { chatDialect } from './chat-dialect.ts';
import type { Dialect, SimulatedAsk } from './dialect.ts';
import { type Fault, type FaultName, faultOfModel, faults, isFaultName } from './faults.ts';
import { geminiDialect } from './gemini-dialect.ts';
import { messagesDialect } from './messages-dialect.ts';
import { playFault } from './play-fault.ts';
import { objectOf, textOf } from './reading.ts';
import { responsesDialect } from './responses-dialect.ts';
import { simpleAnswer } from './simple-answers.ts';

/** Every protocol it speaks. */
const dialects: readonly Dialect[] = [
  chatDialect,
  responsesDialect,
  messagesDialect,
  geminiDialect,
  bedrockInvokeDialect,
  bedrockConverseDialect,
];

/** Address of the simulator's own controls; no provider has it. */
export const controlPath = '/_simulator';

/** Names the fault of one request, before the model's name and the controls do. */
export const faultHeader = 'x-simulator-fault';

interface Order {
  readonly fault: FaultName;
  /** Null: for every model. */
  readonly model: string | null;
  timesLeft: number;
}

const namesMax = 1_000;

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
}

/**
 * A provider that speaks the protocols of OpenAI, Anthropic, Google and AWS Bedrock and misbehaves on demand: by the model's name
 * (`sim-cut`), by a header, or by an order at `/_simulator`. Everything else about an answer follows from the request.
 */
export class Simulator {
  readonly #orders: Order[] = [];
  readonly #requestsByModel = new Map<string, number>();

  /** To be put behind an HTTP server. */
  readonly script: ProviderScript = async (response, request) => {
    if (request.path.startsWith(controlPath)) this.#control(response, request);
    else await this.#answer(response, request);
  };

  /** The next so many requests (of that model) get the fault; all of them where no number is given. */
  order(fault: FaultName, { model = null, times = Number.POSITIVE_INFINITY }: { model?: string | null; times?: number } = {}): void {
    this.#orders.push({ fault, model, timesLeft: times });
  }

  /** Forgets every order and every count. */
  clear(): void {
    this.#orders.length = 0;
    this.#requestsByModel.clear();
  }

  async #answer(response: ServerResponse, request: SeenRequest): Promise<void> {
    const body = parseJson(request.body.toString());
    for (const dialect of dialects) {
      const ask = dialect.read(request.path, body);
      if (ask === undefined) continue;
      const count = this.#count(ask.model);
      return playFault(response, dialect, ask, this.#faultFor(ask, request, count));
    }
    const simple = simpleAnswer(request.method, request.path, body);
    send(response, simple === undefined ? 404 : 200, simple ?? { error: { message: `The simulator does not know ${request.path}.` } });
  }

  #count(model: string): number {
    const before = this.#requestsByModel.get(model) ?? 0;
    if (before > 0 || this.#requestsByModel.size < namesMax) this.#requestsByModel.set(model, before + 1);
    return before;
  }

  #faultFor(ask: SimulatedAsk, request: SeenRequest, count: number): Fault | undefined {
    const header = request.headers[faultHeader];
    const ordered = typeof header === 'string' && isFaultName(header) ? header : this.#takeOrder(ask.model);
    const name = ordered ?? faultOfModel(ask.model);
    const fault: Fault | undefined = name === undefined ? undefined : faults[name];
    if (fault?.kind !== 'in_turn') return fault;
    return Math.floor(count / fault.requests) % 2 === 0 ? fault.fault : undefined;
  }

  #takeOrder(model: string): FaultName | undefined {
    const index = this.#orders.findIndex((order) => order.model === null || order.model === model);
    const order = this.#orders[index];
    if (order === undefined) return undefined;
    order.timesLeft -= 1;
    if (order.timesLeft <= 0) this.#orders.splice(index, 1);
    return order.fault;
  }

  #control(response: ServerResponse, request: SeenRequest): void {
    if (request.method === 'DELETE') this.clear();
    const isRefused = request.method === 'POST' && !this.#takeIn(parseJson(request.body.toString()));
    const orders = this.#orders.map(({ fault, model, timesLeft }) => ({
      fault,
      model,
      times: Number.isFinite(timesLeft) ? timesLeft : null,
    }));
    const requests = Object.fromEntries(this.#requestsByModel);
    send(response, isRefused ? 422 : 200, {
      ...(isRefused ? { error: 'There is no such fault.' } : {}),
      requests,
      orders,
      faults: Object.keys(faults),
    });
  }

  /** False for an order of a fault that does not exist. */
  #takeIn(order: unknown): boolean {
    const { fault, model, times } = objectOf(order);
    const name = textOf(fault);
    if (!isFaultName(name)) return false;
    const isLimited = typeof times === 'number' && Number.isInteger(times) && times > 0;
    this.order(name, { model: typeof model === 'string' ? model : null, ...(isLimited ? { times } : {}) });
    return true;
  }
}
