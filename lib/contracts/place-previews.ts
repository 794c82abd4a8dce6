import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { usd } from '#lib/core/usd.ts';
import { defineOperation } from './operation.ts';

export const placeActions = ['move', 'archive', 'restore'] as const;

const count = z.number().int().min(0);

const BudgetFigures = z.strictObject({
  budget_id: publicId('budget'),
  name: z.string(),
  limit_usd: usd,
  spent_usd: usd.meta({ description: 'In the running period; stays there' }),
  held_usd: usd.meta({ description: 'Set aside for running calls and by processes; goes on to be settled there' }),
});

/** What moving, archiving or restoring a department or team would do, before it is done. */
export const PlacePreview = z
  .strictObject({
    action: z.enum(placeActions),
    blocked: z.array(z.string()).meta({ description: 'Why it would be refused; empty where it would not' }),
    departments: count.meta({ description: 'Active departments below it' }),
    teams: count.meta({ description: 'Active teams in it, nested ones and itself included' }),
    people: count.meta({ description: 'People in these teams, each once' }),
    keys: z.strictObject({
      active: count.nullable().meta({
        description:
          'Active keys of these departments and teams: they go along with a move, and stop with what is archived; null where the caller may not see keys there',
      }),
      disabled: count.nullable().meta({ description: 'Disabled ones: they stay so' }),
      calls_last_hour: count.nullable().meta({ description: 'Null where the caller may not see usage there' }),
    }),
    own_budgets: z.array(BudgetFigures).meta({ description: 'Budgets of the place itself; they stay its own' }),
    budgets_left: z.array(BudgetFigures).meta({ description: 'Would count its calls no longer' }),
    budgets_joined: z.array(BudgetFigures).meta({ description: 'Would count its calls from then on, and none from before' }),
  })
  .meta({ id: 'PlacePreview' });
export type PlacePreview = z.output<typeof PlacePreview>;

const departmentId = publicId('department');
const teamId = publicId('team');
const action = z.enum(placeActions);

// In a query string nothing is null: `none` stands for it.
const none = z.literal('none');

export const departmentPreview = defineOperation({
  name: 'department.preview',
  summary: 'See what moving, archiving or restoring a department would do',
  permission: 'departments.read',
  scope: { of: 'department', from: 'department_id' },
  input: z.strictObject({
    department_id: departmentId,
    action,
    parent_id: z.union([departmentId, none]).optional().meta({ description: 'Of a move: the department it goes under; none for the top' }),
  }),
  output: PlacePreview,
  examples: [
    { department_id: 'dep_01jdnhwyg0e008000000000001', action: 'archive' },
    { department_id: 'dep_01jdnhwyg0e008000000000001', action: 'move', parent_id: 'none' },
  ],
  http: { method: 'GET', path: '/departments/{department_id}/preview' },
});

export const teamPreview = defineOperation({
  name: 'team.preview',
  summary: 'See what moving, archiving or restoring a team would do',
  permission: 'teams.read',
  scope: { of: 'team', from: 'team_id' },
  input: z.strictObject({
    team_id: teamId,
    action,
    department_id: z
      .union([departmentId, none])
      .optional()
      .meta({ description: 'Of a move: the department it goes to; as it is unless said' }),
    parent_id: z.union([teamId, none]).optional().meta({ description: 'Of a move: the team it goes into; as it is unless said' }),
  }),
  output: PlacePreview,
  examples: [
    { team_id: 'team_01jdnhwyg0e008000000000001', action: 'archive' },
    { team_id: 'team_01jdnhwyg0e008000000000001', action: 'move', parent_id: 'none' },
  ],
  http: { method: 'GET', path: '/teams/{team_id}/preview' },
});
