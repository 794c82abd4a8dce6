import { z } from 'zod';
import { HandlingRequirements } from './data-classes.ts';
import { line } from './fields.ts';
import { absoluteMinutesMax } from './security-settings.ts';

/** What a class of data asks for in a place. */
const Level = z.strictObject({
  categories: z.array(line(60)).max(50).default([]).meta({
    description: 'What belongs to the class: words for people, of which `pii` and other kinds of data count where calls are looked at',
  }),
  handling_requirements: HandlingRequirements.prefault({}),
});

/** How a place is governed. What could not be carried out is refused and never only kept. */
export const GovernanceConfig = z
  .strictObject({
    data_classification: z
      .strictObject({
        levels: z
          .strictObject({
            public: Level.optional(),
            internal: Level.optional(),
            confidential: Level.optional(),
            restricted: Level.optional(),
          })
          .default({}),
      })
      .default({ levels: {} }),
    compliance: z
      .strictObject({
        frameworks: z
          .array(line(120))
          .max(20)
          .default([])
          .meta({
            description: 'Names or keys of frameworks that hold here; the organization has to follow them',
            examples: [['SOC 2', 'gdpr']],
          }),
      })
      .default({ frameworks: [] }),
    access_controls: z
      .strictObject({
        sso_provider: line(120)
          .nullable()
          .default(null)
          .meta({ description: 'Name of the connection by which people must have signed in' }),
        sso_domain: z
          .string()
          .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, { error: 'Must be a domain such as example.com' })
          .max(253)
          .nullable()
          .default(null)
          .meta({ description: 'Of the e-mail addresses of those who act here' }),
        required_groups: z.array(line(200)).max(20).default([]).meta({ description: 'Names of groups; people must be in all of them' }),
        multi_factor_required: z.boolean().default(false),
        session_timeout_minutes: z
          .number()
          .int()
          .min(5)
          .max(absoluteMinutesMax)
          .nullable()
          .default(null)
          .meta({ description: 'A session that was not used for so long ends' }),
      })
      .prefault({}),
  })
  .meta({ id: 'GovernanceConfig' });
export type GovernanceConfig = z.output<typeof GovernanceConfig>;
