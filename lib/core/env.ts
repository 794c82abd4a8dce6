import { z } from 'zod';

/**
 * The environment, parsed once at start. A wrong value stops the process with one line per variable that says what is
 * wrong and what would be right; a variable that starts with TOLLGATE_ and is not known is refused too, because a
 * setting that does nothing is worse than an error.
 */

const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  );
const seconds = (fallback: number, max: number) => z.coerce.number().int().min(0).max(max).default(fallback);

const schema = z.object({
  TOLLGATE_SECRET: z.string().min(32, { error: 'must have at least 32 characters; make one with `openssl rand -hex 32`' }),
  /** Comma-separated earlier secrets: still open what they sealed, never seal. */
  TOLLGATE_PREVIOUS_SECRETS: list,
  TOLLGATE_ROLE: z.enum(['all', 'gateway', 'console', 'worker']).default('all'),
  DATABASE_URL: z.url({
    protocol: /^postgres(ql)?$/,
    hostname: /.*/,
    error: 'must be a PostgreSQL address such as postgres://user:password@host:5432/tollgate',
  }),
  /** A direct address where DATABASE_URL is a transaction pooler; carries LISTEN and leader locks. */
  DATABASE_DIRECT_URL: z.url({ protocol: /^postgres(ql)?$/, hostname: /.*/ }).optional(),
  /** Where rate limits are counted over several hosts; without it they are counted as RATE_LIMIT_STORE says. */
  REDIS_URL: z.url({ protocol: /^rediss?$/, hostname: /.*/, error: 'must be an address such as redis://host:6379' }).optional(),
  /** `database`: exact over all processes. `process`: faster, exact where a single process serves all calls, forgotten with it. */
  RATE_LIMIT_STORE: z.enum(['database', 'process']).default('database'),
  /** An Upstash Redis that counts requests to the management API and sign-ins, where console processes share nothing else. */
  UPSTASH_REDIS_REST_URL: z.url({ protocol: /^https?$/, hostname: /.*/ }).optional(),
  UPSTASH_REDIS_REST_TOKEN: z.string().optional(),
  /** Requests of one session, or of one address that is not signed in, to the management API a minute; 0 for any number. */
  MANAGEMENT_REQUESTS_PER_MINUTE: z.coerce.number().int().min(0).default(1200),
  /** An Inngest server that carries background functions out instead of this installation's workers; both keys together. */
  INNGEST_EVENT_KEY: z.string().optional(),
  INNGEST_SIGNING_KEY: z.string().optional(),
  /** The former signing key, while it is replaced. */
  INNGEST_SIGNING_KEY_FALLBACK: z.string().optional(),
  /** Where a self-hosted Inngest server is; without it the keys are those of its cloud. */
  INNGEST_BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** A collector of OpenTelemetry that takes OTLP over HTTP as JSON, such as http://collector:4318; without it nothing is sent. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/, hostname: /.*/ }).optional(),
  /** Headers for it as name=value, with commas between them and values percent-encoded. */
  OTEL_EXPORTER_OTLP_HEADERS: z.string().default(''),
  OTEL_SERVICE_NAME: z.string().default('tollgate'),
  /** With gen_ai_latest_experimental spans and metrics have the newest names of the conventions. */
  OTEL_SEMCONV_STABILITY_OPT_IN: z.string().optional(),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().default('0.0.0.0'),
  /** Where people reach the console; used for links, cookies and the check of Origin. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** The server that takes e-mail, such as smtp://user:password@mail.example.com:587; without it none is sent. */
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, hostname: /.*/, error: 'must be an address such as smtp://user:password@mail.example.com:587' })
    .optional(),
  /** Whom e-mail is from, such as Tollgate <tollgate@example.com>. */
  MAIL_FROM: z
    .string()
    .max(320)
    .regex(/^[^@\r\n]*[^@\s]@[^@\s<>]+>?$/, { error: 'must be an address such as Tollgate <tollgate@example.com>' })
    .optional(),
  DATA_DIR: z.string().default('.data'),
  /** Where the heads of audit logs are kept, out of reach of whoever can restore the database; DATA_DIR/audit unless set. */
  AUDIT_HEAD_DIR: z.string().optional(),
  /** Whoever reads /api/v1/metrics shows it as a bearer token; without it only this host may, and not through a proxy. */
  METRICS_TOKEN: z.string().min(16, { error: 'must have at least 16 characters' }).optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** CIDR ranges of private networks that connections may reach; empty allows public addresses only. */
  ALLOWED_PRIVATE_NETWORKS: list,
  /** CIDR ranges of proxies whose forwarding headers count. */
  TRUSTED_PROXIES: list,
  /** The header in which those proxies say the caller's country, such as CF-IPCountry; without it countries cannot be limited. */
  COUNTRY_HEADER: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]{1,60}$/, { error: 'must be the name of a header, such as CF-IPCountry' })
    .optional(),
  /** Where calls are recorded before they are sent: on this host's disk, or in the database at each call, where a process has no disk of its own. */
  CALL_RECORDS: z.enum(['journal', 'database']).default('journal'),
  DRAIN_SECONDS: seconds(30, 3600),
  SNAPSHOT_MAX_STALENESS_SECONDS: seconds(300, 86_400),
  GATEWAY_BODY_BYTES_MAX: z.coerce
    .number()
    .int()
    .min(1024)
    .max(512 * 1024 * 1024)
    .default(32 * 1024 * 1024),
  GATEWAY_IN_FLIGHT_MAX_PER_TENANT: z.coerce.number().int().min(1).default(2000),
  GATEWAY_TOTAL_SECONDS: seconds(600, 7200),
  GATEWAY_SESSION_SECONDS: seconds(3_600, 7200),
  GATEWAY_SESSION_IDLE_SECONDS: seconds(600, 7200),
  GATEWAY_FIRST_TOKEN_SECONDS: seconds(120, 7200),
  GATEWAY_IDLE_SECONDS: seconds(60, 7200),
  GATEWAY_CONNECT_SECONDS: seconds(5, 120),
});

export type Env = Readonly<z.output<typeof schema>>;

/** Thrown by `parseEnv`; its message is meant for the terminal. */
export class EnvError extends Error {
  override name = 'EnvError';
}

/** Parses variables such as `process.env`; throws EnvError with a line for each fault. */
export function parseEnv(variables: Readonly<Record<string, string | undefined>>): Env {
  // An empty variable means "not set": that is what `KEY=` in a shell or a compose file intends.
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''));
  const unknown = Object.keys(given).filter((name) => name.startsWith('TOLLGATE_') && !(name in schema.shape));
  const parsed = schema.safeParse(given);
  const faults = unknown.map((name) => `  ${name}: is not a setting of Tollgate; remove it or mend its name`);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const name = issue.path.join('.');
      faults.push(`  ${name}: ${given[name] === undefined ? 'is not set' : issue.message}`);
    }
  }
  if (parsed.success && (parsed.data.SMTP_URL === undefined) !== (parsed.data.MAIL_FROM === undefined))
    faults.push('  MAIL_FROM: e-mail needs both SMTP_URL and MAIL_FROM');
  if (parsed.success && (parsed.data.INNGEST_EVENT_KEY === undefined) !== (parsed.data.INNGEST_SIGNING_KEY === undefined))
    faults.push('  INNGEST_SIGNING_KEY: background functions by Inngest need both INNGEST_EVENT_KEY and INNGEST_SIGNING_KEY');
  if (!parsed.success || faults.length > 0) throw new EnvError(`Tollgate cannot start with this environment:\n${faults.join('\n')}`);
  return parsed.data;
}
