import { z } from 'zod';
import { defineOperation } from './operation.ts';

/** `good`: as it should be; `mind`: worth a look; `act`: somebody should do something. */
export const postureStates = ['good', 'mind', 'act'] as const;

export const PostureFact = z.strictObject({
  id: z.string().meta({ description: 'Name of the check, such as second_factors' }),
  title: z.string(),
  state: z.enum(postureStates),
  summary: z.string().meta({ description: 'What was found, in a sentence' }),
  count: z.number().int().meta({ description: 'How many are as they should not be' }),
  of: z.number().int().nullable().meta({ description: 'Out of how many; null where there is no whole' }),
  mend_at: z.string().meta({ description: 'Path in the console where it is mended' }),
  mend: z.string().meta({ description: 'What to do there' }),
});
export type PostureFact = z.output<typeof PostureFact>;

export const SecurityPosture = z
  .strictObject({
    facts: z.array(PostureFact),
    good: z.number().int(),
    mind: z.number().int(),
    act: z.number().int(),
  })
  .meta({ id: 'SecurityPosture' });

export const securityPostureGet = defineOperation({
  name: 'security_posture.get',
  summary: 'See how safe the organization is set up, from its configuration as it is now',
  permission: 'security.read',
  scope: 'tenant',
  input: z.strictObject({}),
  output: SecurityPosture,
  examples: [{}],
  http: { method: 'GET', path: '/security/posture' },
});
