import type { Logger } from '#lib/core/logger.ts';

/** A logger that keeps what it is told, for tests that ask whether something was said. */
export function logRecorder(): Logger & { readonly lines: { readonly level: string; readonly message: string }[] } {
  const lines: { level: string; message: string }[] = [];
  const keep = (level: string) => (_fields: object, message: string) => {
    lines.push({ level, message });
  };
  const logger = { lines, debug: keep('debug'), info: keep('info'), warn: keep('warn'), error: keep('error'), child: () => logger };
  return logger;
}
