import type { Clock } from '#lib/core/clock.ts';
import type { ConnectionSettings } from '#lib/core/connection-form.ts';
import { AppError } from '#lib/core/errors.ts';
import { exchangeToken, type TokenOutcome } from './exchange-token.ts';
import type { TokenExchange } from './provider-access.ts';
import type { UpstreamTransport } from './upstream-exchange.ts';

/** Whose token it is. */
export interface TokenOwner {
  readonly connectionId: string;
  readonly name: string;
  readonly credential: string | null;
  readonly settings?: ConnectionSettings;
}

interface Entry {
  readonly credential: string;
  /** Those of the connection as it was last seen. */
  settings: ConnectionSettings | undefined;
  value: string | null;
  /** Until then it is used. */
  goodUntil: number;
  /** From then on it is renewed while it is still used. */
  renewFrom: number;
  /** The exchange under way, of which there is one at most. */
  pending: Promise<string> | null;
}

/** How long before its end a token is renewed, and how long before it is not used any more, because it has to live for the way to the provider. */
const renewBeforeMs = 5 * 60_000;
const unusableBeforeMs = 30_000;
const retryRenewalMs = 10_000;
const entriesMax = 10_000;

/** Mostly they are the very same; each new version of the tenant's snapshot brings a copy. */
const isSame = (left: ConnectionSettings | undefined, right: ConnectionSettings | undefined): boolean =>
  left === right || JSON.stringify(left) === JSON.stringify(right);

function errorOf(owner: TokenOwner, outcome: Exclude<TokenOutcome, { kind: 'token' }>): AppError {
  const name = `the connection "${owner.name}"`;
  if (outcome.kind === 'refused')
    return new AppError('provider_credentials_rejected', {
      detail: `The provider refused to exchange the credential of ${name} for a token.`,
      internal: `The token service said: ${outcome.words}`,
    });
  const { answer } = outcome;
  if (answer.kind === 'answered')
    return new AppError('provider_error', {
      detail: `The token service of ${name} answered with status ${answer.status}.`,
      internal: answer.body.slice(0, 300),
    });
  const internal = answer.kind === 'failed' ? answer.failure.message : 'no answer in time';
  return new AppError('provider_unreachable', { detail: `The token service of ${name} cannot be reached. Nothing was billed.`, internal });
}

/**
 * The tokens that credentials were exchanged for, each kept until shortly before it ends. In the steady state a token is
 * there at once: it is renewed, by one exchange at a time, while calls go on with the one before.
 */
export class AccessTokens {
  readonly #transport: UpstreamTransport;
  readonly #clock: Clock;
  /** By connection, least recently made first. */
  readonly #entries = new Map<string, Entry>();

  constructor(transport: UpstreamTransport, clock: Clock) {
    this.#transport = transport;
    this.#clock = clock;
  }

  /** The token of a connection; a promise where it has to be waited for, which rejects with AppError. */
  get(owner: TokenOwner, exchange: TokenExchange): string | Promise<string> {
    const entry = this.#entryOf(owner);
    const now = this.#clock.now();
    if (entry.value === null || now >= entry.goodUntil) return entry.pending ?? this.#fetch(owner, exchange, entry, now);
    if (now >= entry.renewFrom && entry.pending === null) {
      entry.renewFrom = now + retryRenewalMs;
      // The token is still good, so nobody has to wait for this, or know if it fails.
      void this.#fetch(owner, exchange, entry, now);
    }
    return entry.value;
  }

  /** The provider did not take the token: the next call gets another one. */
  forget(connectionId: string): void {
    this.#entries.delete(connectionId);
  }

  #entryOf(owner: TokenOwner): Entry {
    const credential = owner.credential ?? '';
    const known = this.#entries.get(owner.connectionId);
    // A credential that was replaced takes its token with it; so do settings, which say where it is exchanged.
    if (known !== undefined && known.credential === credential && isSame(known.settings, owner.settings)) {
      known.settings = owner.settings;
      return known;
    }
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined && this.#entries.size >= entriesMax) this.#entries.delete(oldest);
    const entry: Entry = { credential, settings: owner.settings, value: null, goodUntil: 0, renewFrom: 0, pending: null };
    this.#entries.set(owner.connectionId, entry);
    return entry;
  }

  #fetch(owner: TokenOwner, exchange: TokenExchange, entry: Entry, now: number): Promise<string> {
    const pending = this.#exchange(owner, exchange, entry, now).finally(() => {
      entry.pending = null;
    });
    entry.pending = pending;
    // Whoever asked may have gone by the time it fails; then there is nobody to tell.
    pending.catch(() => {});
    return pending;
  }

  async #exchange(owner: TokenOwner, exchange: TokenExchange, entry: Entry, now: number): Promise<string> {
    const access = { credential: entry.credential, settings: owner.settings ?? {}, now };
    const outcome = await exchangeToken(this.#transport, exchange, access);
    if (outcome.kind !== 'token') throw errorOf(owner, outcome);
    const { value, endsAt } = outcome.token;
    const lifeMs = endsAt - now;
    // A short life leaves less room for both.
    entry.renewFrom = endsAt - Math.min(renewBeforeMs, lifeMs / 4);
    entry.goodUntil = endsAt - Math.min(unusableBeforeMs, lifeMs / 10);
    entry.value = value;
    return value;
  }
}
