import { z } from 'zod';

/** Wire form of an instant: RFC 3339 in UTC with milliseconds; a Date inside. */
export const instant = z.codec(
  z.iso.datetime({ offset: true }).meta({ description: 'RFC 3339 time', examples: ['2026-11-20T14:03:22.418Z'] }),
  z.date(),
  { decode: (text) => new Date(text), encode: (date) => date.toISOString() },
);
