import type { OnboardingStep } from '#lib/contracts/onboarding.ts';
import type { StepFacts } from './step-facts.ts';

/** What a look at a step finds. */
export interface Finding {
  readonly isDone: boolean;
  /** What was found, or what is missing. */
  readonly detail: string;
}

/** A step of the set-up; `find` is null for the last, which sums up. */
export interface StepRule {
  readonly title: string;
  readonly href: string | null;
  readonly api: string | null;
  readonly find: ((facts: StepFacts) => Finding) | null;
}

const finding = (isDone: boolean, found: string, missing: string): Finding => ({ isDone, detail: isDone ? found : missing });
const counted = (count: number, one: string, many: string): string => (count === 1 ? `1 ${one}` : `${count} ${many}`);

function alertsMissing({ channels, toldChannel, channelFault }: Pick<StepFacts, 'channels' | 'toldChannel' | 'channelFault'>): string {
  if (channels === 0) return 'There is no channel yet: add a mailbox or a room under Alerts, Channels.';
  if (toldChannel === null) return 'Alerts are told to nobody: name a channel in the settings of alerts, or in a rule.';
  if (channelFault !== null) return `${toldChannel} is told of alerts and took nothing yet: ${channelFault}`;
  return `${toldChannel} is told of alerts and took nothing yet: send it a test.`;
}

/** How each step is told and found done. A new step is a member of `onboardingSteps` and its rule here. */
export const stepRules: Readonly<Record<OnboardingStep, StepRule>> = {
  tenant: {
    title: 'Organization',
    href: '/settings/general',
    api: 'PATCH /api/v1/tenant',
    find: ({ settingsSaved }) =>
      finding(settingsSaved, 'Name, time zone and region are saved.', 'Look at name, time zone and region, and save them.'),
  },
  sign_in: {
    title: 'Sign-in',
    href: '/account',
    api: 'POST /api/v1/users/me/password',
    find: ({ signedInPeople }) =>
      finding(
        signedInPeople > 0,
        `${counted(signedInPeople, 'person has', 'people have')} signed in with a way of their own.`,
        'Nobody has signed in yet with a password of their own.',
      ),
  },
  roles: {
    title: 'Roles',
    href: '/users/invitations/new',
    api: 'POST /api/v1/invitations',
    find: ({ administrators }) =>
      finding(
        administrators > 1,
        `${administrators} people administer the organization.`,
        'One person alone administers the organization: nobody could let them in again. Invite a second administrator.',
      ),
  },
  places: {
    title: 'Departments and teams',
    href: '/organization',
    api: 'POST /api/v1/departments',
    find: ({ departments, peopledTeams }) =>
      finding(
        departments > 0 && peopledTeams > 0,
        `${counted(departments, 'department', 'departments')}, ${counted(peopledTeams, 'team', 'teams')} with people in.`,
        departments === 0 ? 'There is no department yet.' : 'No team has anybody in it yet.',
      ),
  },
  connection: {
    title: 'Provider connection',
    href: '/connections',
    api: 'POST /api/v1/connections/{connection_id}/test',
    find: ({ connections, answeredConnection, lastTestFault }) =>
      finding(
        answeredConnection !== null,
        `${answeredConnection} answered its test.`,
        connections === 0
          ? 'There is no connection yet.'
          : lastTestFault === null
            ? 'No connection was tested yet: test one.'
            : `The last test failed: ${lastTestFault}`,
      ),
  },
  key: {
    title: 'First key',
    href: '/keys/new',
    api: 'POST /api/v1/keys',
    find: ({ activeKeys }) =>
      finding(activeKeys > 0, `${counted(activeKeys, 'key is', 'keys are')} active.`, 'There is no active key yet.'),
  },
  first_call: {
    title: 'First call',
    href: '/usage',
    api: 'POST /api/v1/chat/completions',
    find: ({ servedCalls, lastFault }) =>
      finding(
        servedCalls > 0,
        'A call with a key was answered and metered.',
        lastFault === null ? 'No call has come through the gateway yet.' : `No call was served yet; the last one ended with ${lastFault}.`,
      ),
  },
  budget: {
    title: 'Budget',
    href: '/budgets/new',
    api: 'POST /api/v1/budgets',
    find: ({ budgets }) =>
      finding(budgets > 0, `${counted(budgets, 'budget counts', 'budgets count')} calls.`, 'Nothing limits spend yet.'),
  },
  policies: {
    title: 'Policies',
    href: '/policies/new',
    api: 'POST /api/v1/policies',
    find: ({ policies }) =>
      finding(
        policies > 0,
        `${counted(policies, 'policy is', 'policies are')} in force or watching.`,
        'No policy says yet what calls may do. Begin with one that only watches.',
      ),
  },
  alerts: {
    title: 'Alerts',
    href: '/alerts/settings',
    api: 'PATCH /api/v1/alerts/settings',
    find: ({ channels, toldChannel, toldTook, channelFault }) =>
      finding(
        toldTook,
        `${toldChannel ?? ''} is told of alerts, and has taken a message.`,
        alertsMissing({ channels, toldChannel, channelFault }),
      ),
  },
  reports: {
    title: 'Reports',
    href: '/reports/schedules/new',
    api: 'POST /api/v1/reports/schedules',
    find: ({ reportSchedules, reportsHad, reportFault }) =>
      finding(
        reportsHad > 0,
        `${counted(reportsHad, 'report was', 'reports were')} sent or written.`,
        reportFault !== null
          ? `The last report did not arrive: ${reportFault}`
          : reportSchedules === 0
            ? 'Nobody gets a report yet: schedule one, or export one now.'
            : 'A report is scheduled, and none was sent yet. To see one now, export it.',
      ),
  },
  verification: { title: 'Verification', href: null, api: 'POST /api/v1/tenant/onboarding/verify', find: null },
};
