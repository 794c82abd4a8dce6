import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { usd } from '#lib/core/usd.ts';
import { searchText } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';

const count = z.number().int().min(0);

/** A department or team as it stands in the tree of the organization. */
export const OrganizationNode = z
  .strictObject({
    kind: z.enum(['department', 'team']),
    id: z.string().meta({ description: 'dep_… or team_…' }),
    name: z.string(),
    departments: count.meta({ description: 'Active departments directly in it' }),
    teams: count.meta({ description: 'Active teams directly in it' }),
    people: count.nullable().meta({ description: 'Members of a team; null of a department' }),
    spend_usd: usd
      .nullable()
      .meta({ description: 'Of everything in it, this calendar month of the organization; null where the caller may not see it' }),
    within: z.array(z.string()).meta({ description: 'Names of what it lies in, outermost first; only where a search found it' }),
  })
  .meta({ id: 'OrganizationNode' });
export type OrganizationNode = z.output<typeof OrganizationNode>;

export const organizationNodeList = defineOperation({
  name: 'organization_node.list',
  summary: 'Walk the tree of departments and teams level by level, or find places in it by name',
  permission: 'teams.read',
  scope: 'list',
  input: z.strictObject({
    ...pageInput,
    department_id: publicId('department').optional().meta({ description: 'What lies directly in this department' }),
    team_id: publicId('team').optional().meta({ description: 'What is nested directly in this team' }),
    search: searchText.meta({ description: 'Part of a name, anywhere in the tree' }),
  }),
  output: pageOf(OrganizationNode),
  errors: ['invalid_cursor'],
  examples: [{}, { department_id: 'dep_01jdnhwyg0e008000000000001' }, { search: 'a', limit: 20 }],
  http: { method: 'GET', path: '/organization/nodes' },
});
