import type { Column, SQL } from 'drizzle-orm';
import type { Databases } from '#db/client.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import type { Clock } from '#lib/core/clock.ts';
import type { Logger } from '#lib/core/logger.ts';
import type { MasterKeys } from '#lib/core/master-keys.ts';
import type { AddressPolicy, UpstreamTransport } from '#lib/outbound/index.ts';
import type { Access, Reach } from './access.ts';
import type { ProviderFacts } from './provider-facts.ts';

/** What names a counter of a rate limit to the store that keeps it. */
export interface RateGauge {
  readonly tenantId: string;
  readonly key: string;
  /** 0 for calls at a time. */
  readonly windowMs: number;
  readonly slotMs: number;
}

/** What the wrappers need of the process; `lib/runtime.ts` provides it. */
export interface CommandRuntime {
  readonly databases: Databases;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Key that seals stored answers of idempotent writes. */
  readonly idempotencyKey: Buffer;
  /** Key under which virtual keys are hashed. */
  readonly keyPepper: Buffer;
  /** Keys that wrap the tenants' data keys. */
  readonly masterKeys: MasterKeys;
  /** Every provider a connection may name. */
  readonly providers: readonly ProviderFacts[];
  /** The way to addresses that tenants wrote; only an action's `effect` takes it. */
  readonly outbound: { readonly policy: AddressPolicy; readonly transport: UpstreamTransport };
  /** Tells other processes to look at `config_version` now; only a hint, the poll is what counts. */
  readonly hintConfigChanged: () => void;
  /** Asks DNS for the TXT records of a name, each put together from its parts; rejects as node:dns does. The system's own resolver unless given. */
  readonly resolveTxt?: (name: string) => Promise<readonly string[]>;
  /** How much of rate limits is used now, where something else than the database counts them; null where that cannot say. */
  readonly rateUse?: (gauges: readonly RateGauge[]) => Promise<readonly (number | null)[]>;
}

/** The session a cookie belongs to, or the token a program sent; whose it is, whether it lives and what it may is loaded in the transaction. */
export interface Authentication {
  readonly tenantId: string;
  /** Id of the session, or of the token. */
  readonly sessionId: string;
  /** What kind of token it is; absent for a session. */
  readonly via?: 'api_token' | 'oauth_token';
}

/** What a program came with in place of a session. */
export interface Credential {
  readonly kind: 'token' | 'client';
  /** UUID of the API token or of the OAuth client. */
  readonly id: string;
  readonly name: string;
}

/** One invocation of an operation, however it arrived: HTTP, server action, server component or job. */
export interface Invocation {
  readonly runtime: CommandRuntime;
  readonly authentication: Authentication | null;
  /** UUID of the request; in every log line, error and audit entry. */
  readonly requestId: string;
  readonly ip: string | null;
  readonly userAgent: string;
  /** ISO 3166-1 alpha-2, where a trusted proxy says. */
  readonly country?: string | null;
  /** The address the browser asked: scheme, host and port. */
  readonly site?: string | null;
  /** The version in If-Match, when sent. */
  readonly ifMatch?: number | undefined;
  readonly idempotencyKey?: string | undefined;
}

/** Who is asking, loaded with the access. */
export interface Caller {
  readonly tenantId: string;
  readonly userId: string;
  readonly sessionId: string;
  readonly email: string;
  readonly name: string;
  /** Signed in with a temporary password: only what concerns the own person is open until it is changed. */
  readonly mustChangePassword: boolean;
  /** The token or client that acts for the account; absent for a person who is signed in. */
  readonly credential?: Credential;
  /** The organization asks for a second factor, the time to enrol is over, and there is none: nothing else is open. */
  readonly mustEnrol: boolean;
  /** Present for people of the platform's own tenant. */
  readonly isOperator?: true;
}

/** Columns that place a row in the organization; a list names those its table has. */
export interface PlacementColumns {
  readonly departmentId?: Column | SQL;
  readonly teamId?: Column | SQL;
  readonly projectId?: Column | SQL;
  /** The person whose own the row is; counts for the caller alone, where the operation has an `ownPermission`. */
  readonly userId?: Column | SQL;
  /** The person the row is about: within reach where one of their teams is. */
  readonly personId?: Column | SQL;
}

/** What `run` receives. */
export interface OperationContext {
  readonly runtime: CommandRuntime;
  readonly tx: TenantTransaction;
  readonly tenantId: string;
  readonly caller: Caller;
  readonly access: Access;
  readonly requestId: string;
  readonly ip: string | null;
  readonly country: string | null;
  readonly site: string | null;
  readonly now: Date;
  readonly logger: Logger;
  /** Where the operation's permission is held, subtrees included; loaded for the scope `list` only, elsewhere empty. */
  readonly reach: Reach;
  /** The caller, where the operation is open to them for their own; else null. */
  readonly ownUserId: string | null;
  /** SQL condition for the rows the caller may see under the operation's permission. */
  visible(columns: PlacementColumns): SQL;
  /** Throws `precondition_failed` when If-Match was sent and differs. */
  expectVersion(version: number): void;
}

/** What reading a tenant's rows needs: jobs have it as well as operations. */
export type TenantReading = Pick<OperationContext, 'tx' | 'tenantId' | 'now'>;
