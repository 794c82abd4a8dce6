import { defineQuery } from '#lib/command/define-query.ts';
import { projectGet } from '#lib/contracts/projects.ts';
import { readProject } from './project-rows.ts';

export const getProject = defineQuery(projectGet, (ctx, input) => readProject(ctx, input.project_id));
