'use server';
import type { z } from 'zod';
import type { memberUpdate } from '#lib/contracts/members.ts';
import { type PerformOptions, perform, submit } from '#lib/http/page-invocation.ts';
import { addMember, archiveTeam, createTeam, removeMember, restoreTeam, updateMember, updateTeam } from '#lib/organization/index.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function createTeamAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(createTeam, values, options);
}

export async function updateTeamAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(updateTeam, values, options);
}

export async function archiveTeamAction(teamId: string) {
  return perform(archiveTeam, { team_id: teamId });
}

export async function restoreTeamAction(teamId: string) {
  return perform(restoreTeam, { team_id: teamId });
}

export async function addMemberAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(addMember, values, options);
}

export async function updateMemberAction(input: z.input<(typeof memberUpdate)['input']>) {
  return perform(updateMember, input);
}

export async function removeMemberAction(membershipId: string) {
  return perform(removeMember, { membership_id: membershipId });
}
