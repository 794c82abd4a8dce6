import { z } from 'zod';
import type { Hold } from './usage-event.ts';

/** A hold in the `hold` column of a reservation: amounts are decimal strings of nano-USD. */
const amount = z.codec(z.string().regex(/^\d+$/), z.bigint(), { decode: (text) => BigInt(text), encode: (nano) => nano.toString() });
const name = z.string();
const id = z.uuid();

const holdJson = z.object({
  id,
  attribution: z.object({
    ...{ tenantId: id, departmentId: id.nullable(), teamId: id.nullable(), userId: id.nullable(), keyId: id.nullable() },
    ...{ projectId: id.exactOptional(), environmentId: id.exactOptional() },
    costShares: z
      .array(z.object({ costCenterId: id, partsPerMillion: z.number() }))
      .readonly()
      .exactOptional(),
  }),
  protocol: name,
  streamed: z.boolean(),
  requestedModel: name,
  connectionId: id.nullable(),
  provider: name.nullable(),
  model: name.nullable(),
  // Absent in holds of versions that did not know them.
  routeId: id.nullable().default(null),
  taskType: name.nullable().default(null),
  tags: z.record(z.string(), z.string()).nullable(),
  boundNanoUsd: amount,
  boundKind: z.enum(['exact', 'estimate']),
  parts: z.array(
    z.object({
      kind: z.enum(['lease', 'direct', 'soft']),
      leaseId: id.nullable(),
      budgetId: id,
      costCenterId: id.exactOptional(),
      periodStartMs: z.number(),
      periodEndMs: z.number(),
      amountNanoUsd: amount,
    }),
  ),
});

/** A JSON value, without a bigint in it. */
export const holdToJson = (hold: Hold): z.input<typeof holdJson> => z.encode(holdJson, { ...hold, parts: [...hold.parts] });

/** Throws where the value was not written by `holdToJson`. */
export const holdFromJson = (value: unknown): Hold => holdJson.parse(value);
