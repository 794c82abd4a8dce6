import { AppError } from '#lib/core/errors.ts';
import { within } from '#lib/process/within.ts';
import type { GatewayCall } from '../calls/gateway-call.ts';
import type { GatewayRuntime } from '../gateway-runtime.ts';

const tooLate = (): AppError =>
  new AppError('database_unavailable', {
    detail: 'What is known of files and batches cannot be asked at the moment. Nothing was sent to a provider.',
    headers: { 'retry-after': '1' },
  });

/** Waits for what remembers whose things are whose, but no longer than a caller should. Throws `database_unavailable`. */
export async function inStoreTime<Answer>({ settings }: Pick<GatewayRuntime, 'settings'>, asking: Promise<Answer>): Promise<Answer> {
  if (await within(settings.storeWaitMs, asking)) return await asking;
  asking.catch(() => {});
  throw tooLate();
}

/**
 * The same for a call, which also stops waiting when it is stopped. `undo` is told of an answer that came after nobody waited
 * for it any more; what it fails at is logged.
 */
export async function askStore<Answer>(
  call: GatewayCall,
  asking: Promise<Answer>,
  undo: (late: Answer) => void | Promise<void> = () => {},
): Promise<Answer> {
  const { runtime, requestId } = call;
  let isAwaited = true;
  const settled = asking.then(async (answer) => {
    if (!isAwaited) await undo(answer);
  });
  settled.catch((err: unknown) => {
    if (!isAwaited) runtime.logger.warn({ err, request_id: requestId }, 'What came too late for a call could not be taken back');
  });
  try {
    return await call.wait(inStoreTime(runtime, asking));
  } catch (error) {
    isAwaited = false;
    throw error;
  }
}
