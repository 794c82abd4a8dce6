import type { LookupAddress } from 'node:dns';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { AddressPolicy } from './address-policy.ts';
import { addressOfHost, checkOutboundUrl } from './check-outbound-url.ts';
import { createGuardedLookup, type ResolveHost } from './guarded-lookup.ts';

/** One step on the way to a server: what came of it, and how long it took. */
export interface ConnectionStep {
  readonly step: 'dns' | 'connect' | 'tls';
  readonly ok: boolean;
  readonly latencyMs: number;
  /** What was found: addresses, the version of TLS, or the code of what went wrong. Never a credential. */
  readonly found: string;
}

export interface TraceOptions {
  readonly policy: AddressPolicy;
  /** For each step. */
  readonly timeoutMs: number;
  readonly resolve?: ResolveHost | undefined;
}

class StepFailure extends Error {}

/** Codes of the system and of OpenSSL say what is wrong; words of a refusal of ours as well. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return 'It failed';
  const code: unknown = 'code' in error ? error.code : undefined;
  if (code === 'address_not_allowed') return 'The address may not be reached';
  return typeof code === 'string' && /^[A-Z_0-9]+$/.test(code) ? code : error instanceof StepFailure ? error.message : 'It failed';
}

function within<Value>(
  timeoutMs: number,
  begin: (resolve: (value: Value) => void, reject: (error: unknown) => void) => void,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new StepFailure(`Nothing came within ${timeoutMs / 1000} s`)), timeoutMs);
    const settled =
      <Argument>(settle: (argument: Argument) => void) =>
      (argument: Argument) => {
        clearTimeout(timer);
        settle(argument);
      };
    begin(settled(resolve), settled(reject));
  });
}

const until = (socket: Socket, event: 'connect' | 'secureConnect', timeoutMs: number): Promise<void> =>
  within<void>(timeoutMs, (resolve, reject) => {
    socket.once(event, () => resolve());
    socket.once('error', reject);
  });

/**
 * Goes the way to a server step by step, through the same guard as every call, and closes the connection at once: names to
 * addresses, a connection, TLS with a valid certificate. Ends with the first step that fails; never rejects. Sends nothing.
 * An address that may not be reached at all has no steps.
 */
export async function traceConnection({ policy, timeoutMs, resolve }: TraceOptions, origin: string): Promise<readonly ConnectionStep[]> {
  const steps: ConnectionStep[] = [];
  const take = async <Value>(
    step: ConnectionStep['step'],
    act: () => Promise<Value>,
    tell: (value: Value) => string,
  ): Promise<Value | undefined> => {
    const startedAt = performance.now();
    const end = (ok: boolean, found: string): void => {
      steps.push({ step, ok, latencyMs: Math.round(performance.now() - startedAt), found });
    };
    try {
      const value = await act();
      end(true, tell(value));
      return value;
    } catch (error) {
      end(false, wordsOf(error));
      return undefined;
    }
  };
  const url = originOf(policy, origin);
  if (url === undefined) return steps;
  const isEncrypted = url.protocol === 'https:';
  const literal = addressOfHost(url.hostname);
  const lookup = createGuardedLookup(policy, isEncrypted, resolve);
  const addresses =
    literal === undefined
      ? await take(
          'dns',
          () => lookUp(lookup, url.hostname, timeoutMs),
          (found) => found.map(({ address }) => address).join(', '),
        )
      : [{ address: literal }];
  const [first] = addresses ?? [];
  if (first === undefined) return steps;
  const port = Number(url.port || (isEncrypted ? 443 : 80));
  const socket = connectTcp({ host: first.address, port });
  // Stays for what breaks later: an error that nobody hears ends the process.
  socket.on('error', () => {});
  try {
    const isOpen = await take(
      'connect',
      () => until(socket, 'connect', timeoutMs).then(() => true),
      () => `${first.address}, port ${port}`,
    );
    if (isOpen === undefined || !isEncrypted) return steps;
    await take(
      'tls',
      () => secure(socket, url.hostname, literal === undefined, timeoutMs),
      (words) => words,
    );
    return steps;
  } finally {
    socket.destroy();
  }
}

/** Undefined for an address that may not be reached; what asks next refuses it with the reason. */
function originOf(policy: AddressPolicy, origin: string): URL | undefined {
  try {
    return checkOutboundUrl(policy, origin);
  } catch {
    return undefined;
  }
}

function lookUp(lookup: ReturnType<typeof createGuardedLookup>, hostname: string, timeoutMs: number): Promise<readonly LookupAddress[]> {
  return within(timeoutMs, (resolve, reject) => {
    lookup(hostname, { all: true }, (error, found) => {
      if (error !== null) reject(error);
      else resolve(typeof found === 'string' ? [{ address: found, family: 4 }] : found);
    });
  });
}

async function secure(socket: Socket, host: string, isNamed: boolean, timeoutMs: number): Promise<string> {
  const encrypted = connectTls({ socket, host, ...(isNamed ? { servername: host } : {}) });
  encrypted.on('error', () => {});
  try {
    await until(encrypted, 'secureConnect', timeoutMs);
    const { valid_to: validTo } = encrypted.getPeerCertificate();
    const end =
      validTo === undefined || Number.isNaN(Date.parse(validTo))
        ? ''
        : `, certificate valid until ${new Date(validTo).toISOString().slice(0, 10)}`;
    return `${encrypted.getProtocol() ?? 'TLS'}${end}`;
  } finally {
    encrypted.destroy();
  }
}
