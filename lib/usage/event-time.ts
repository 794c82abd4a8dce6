import { uuidTimeMs } from '#lib/core/ids.ts';

/** PostgreSQL reads no later year in the form in which times are sent to it. */
const latestMs = Date.UTC(9999, 11, 31);

/** Whether the time inside a call's id is one that can be asked for; an id that somebody made up may hold any. */
export const hasTime = (id: string): boolean => uuidTimeMs(id) <= latestMs;
