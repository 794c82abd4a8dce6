'use server';
import type { z } from 'zod';
import type { memberAdd, memberUpdate } from '#lib/contracts/members.ts';
import type { teamCreate, teamUpdate } from '#lib/contracts/teams.ts';
import { type PerformOptions, perform } from '#lib/http/page-invocation.ts';
import { addMember, archiveTeam, createTeam, removeMember, restoreTeam, updateMember, updateTeam } from '#lib/organization/index.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function createTeamAction(input: z.input<(typeof teamCreate)['input']>, options: PerformOptions) {
  return perform(createTeam, input, options);
}

export async function updateTeamAction(input: z.input<(typeof teamUpdate)['input']>, options: PerformOptions) {
  return perform(updateTeam, input, options);
}

export async function archiveTeamAction(teamId: string) {
  return perform(archiveTeam, { team_id: teamId });
}

export async function restoreTeamAction(teamId: string) {
  return perform(restoreTeam, { team_id: teamId });
}

export async function addMemberAction(input: z.input<(typeof memberAdd)['input']>, options: PerformOptions) {
  return perform(addMember, input, options);
}

export async function updateMemberAction(input: z.input<(typeof memberUpdate)['input']>) {
  return perform(updateMember, input);
}

export async function removeMemberAction(membershipId: string) {
  return perform(removeMember, { membership_id: membershipId });
}
