import { defineCommand } from '#lib/command/define-command.ts';
import { incidentResolve } from '#lib/contracts/incidents.ts';
import { changeState } from './change-state.ts';

export const resolveIncident = defineCommand(incidentResolve, (ctx, input) => changeState(ctx, input, 'resolved'));
