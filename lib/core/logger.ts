import { pino } from 'pino';

/** The part of pino that rooms use; a child carries the request id. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: object): Logger;
}

/** Fields that hold secrets wherever they appear in a logged object. */
const redacted = [
  'authorization',
  'cookie',
  'password',
  'secret',
  'credential',
  'key',
  'token',
  'api_key',
  'apiKey',
  'passwordHash',
  'keyHash',
];

/** JSON lines on standard output; secrets are censored by field name at three depths. */
export function createLogger(level: string, process: string): Logger {
  const paths = redacted.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `headers["${name}"]`]);
  return pino({
    level,
    base: { process },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: [...new Set(paths)], censor: '[redacted]' },
  });
}

/** For tests and tools that have nothing to say. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {}, child: () => silentLogger };
