/** Milliseconds after which another process takes over what one has begun and no longer moves. */
const leaseMs = 10 * 60_000;

/** Until when a request is somebody's who works on it now. */
export const leaseUntil = (nowMs: number): Date => new Date(nowMs + leaseMs);
