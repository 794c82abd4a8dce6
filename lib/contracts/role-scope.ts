import type { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';

/** Parts of the organization a role can be granted on; a department or team includes what lies below it. */
export const scopeKinds = ['tenant', 'department', 'team', 'project'] as const;

/** Input fields that say where a role is granted and until when; none of the ids means the whole organization. */
export const scopeFields = {
  department_id: publicId('department').optional(),
  team_id: publicId('team').optional(),
  project_id: publicId('project').optional(),
  expires_at: instant.optional().meta({ description: 'When the grant ends by itself; never unless said' }),
};

interface NamedScope {
  readonly department_id?: string | undefined;
  readonly team_id?: string | undefined;
  readonly project_id?: string | undefined;
}

/** Refuses an input that names more than one part of the organization. */
export const scopeOfOne = <Schema extends z.ZodType<NamedScope>>(schema: Schema) =>
  schema.superRefine((input, context) => {
    const named = (['department_id', 'team_id', 'project_id'] as const).filter((field) => input[field] !== undefined);
    const [, second] = named;
    if (second !== undefined)
      context.addIssue({ code: 'custom', path: [second], message: 'Name a department, a team or a project, not several' });
  });
