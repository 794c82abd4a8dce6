/**
 * Why a sign-in at an identity provider came to nothing, as the page after it tells the person. It says what to do and no
 * more; what exactly was wrong with an answer stands in the sync log, which administrators read.
 */
export const ssoFailures = {
  flow_expired: {
    title: 'This sign-in is over',
    text: 'It was begun in another browser, took longer than ten minutes, or was used already. Start again.',
  },
  provider_refused: { title: 'Your identity provider let nobody in', text: 'Sign-in was cancelled or refused there. Ask who runs it.' },
  provider_unreachable: { title: 'Your identity provider does not answer', text: 'Nothing was changed. Try again in a few minutes.' },
  invalid_response: {
    title: 'The answer of your identity provider is not valid',
    text: 'It was not accepted, and nobody was signed in. Your administrator finds the reason in the sync log.',
  },
  replayed: { title: 'This answer was used already', text: 'Every answer of an identity provider opens one session. Start again.' },
  connection_off: { title: 'This way of signing in is switched off', text: 'Ask an administrator of your organization.' },
  email_missing: {
    title: 'Your identity provider did not say who you are',
    text: 'It sent no e-mail address. Ask whoever runs it to release yours to this application.',
  },
  domain_not_allowed: {
    title: 'Your e-mail address does not belong to this organization',
    text: 'Sign in with the account of your organization, not with a private one.',
  },
  not_in_group: {
    title: 'You are not in a group that may enter',
    text: 'Ask whoever runs your identity provider to add you to a group with access.',
  },
  no_account: { title: 'You have no account here yet', text: 'Accounts are made by an administrator of your organization. Ask for one.' },
  deactivated: { title: 'Your account is deactivated', text: 'Ask an administrator of your organization.' },
  account_protected: {
    title: 'This account signs in by password only',
    text: 'It ranks above what the identity provider of an organization may open.',
  },
  limit_reached: {
    title: 'Your organization has no room for another person',
    text: 'An administrator can raise the limit, or remove somebody.',
  },
  unavailable: { title: 'Sign-in does not work right now', text: 'Nothing was changed. Try again shortly.' },
} as const;

export type SsoFailureCode = keyof typeof ssoFailures;

/** Reads a code from an address; whatever is not one of ours is the plainest failure. */
export const readSsoFailure = (text: unknown): SsoFailureCode =>
  Object.keys(ssoFailures).find((code): code is SsoFailureCode => code === text) ?? 'unavailable';
