import { z } from 'zod';
import { Acknowledged, acknowledge, Billing, BillingSettings, billingErrors, exampleSettings, SavedSettings } from './billing.ts';
import { defineOperation } from './operation.ts';
import { exampleProjectId, projectId, projectPlace } from './projects.ts';

const inProject = { project_id: projectId };

export const projectBillingGet = defineOperation({
  name: 'project_billing.get',
  summary: 'What a project spends this month, projected, alerted and split',
  permission: 'budgets.read',
  scope: projectPlace,
  input: z.strictObject(inProject),
  output: Billing,
  examples: [{ project_id: exampleProjectId }],
  http: { method: 'GET', path: '/projects/{project_id}/billing' },
});

export const projectBillingSet = defineOperation({
  name: 'project_billing.set',
  summary: 'Set the monthly budget of a project and how it is billed; its team says who approves',
  permission: 'budgets.write',
  scope: projectPlace,
  input: BillingSettings.extend(inProject),
  output: SavedSettings,
  errors: billingErrors,
  examples: [{ project_id: exampleProjectId, ...exampleSettings, approval_hierarchy: [] }],
  http: { method: 'PUT', path: '/projects/{project_id}/billing/settings' },
  touches: ['budgets', 'cost_centers'],
});

export const projectBillingAcknowledge = defineOperation({
  name: 'project_billing.acknowledge',
  summary: 'Acknowledge the budget alerts of a project',
  permission: 'budgets.write',
  scope: projectPlace,
  input: z.strictObject({ ...inProject, ...acknowledge }),
  output: Acknowledged,
  examples: [{ project_id: exampleProjectId, action: 'acknowledge_alerts' }],
  http: { method: 'POST', path: '/projects/{project_id}/billing' },
});
