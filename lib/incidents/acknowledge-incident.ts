import { defineCommand } from '#lib/command/define-command.ts';
import { incidentAcknowledge } from '#lib/contracts/incidents.ts';
import { changeState } from './change-state.ts';

export const acknowledgeIncident = defineCommand(incidentAcknowledge, (ctx, input) => changeState(ctx, input, 'acknowledged'));
