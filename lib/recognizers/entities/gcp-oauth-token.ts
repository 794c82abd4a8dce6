import type { Recognizer } from '../recognizer.ts';

/** Access tokens and client secrets of Google’s OAuth. */
export const gcpOauthToken: Recognizer = {
  entity: 'gcp_oauth_token',
  category: 'secrets',
  label: 'Google access token',
  need: 'token',
  form: /(?<![A-Za-z0-9])(?:ya29\.[A-Za-z0-9_-]{20,500}|GOCSPX-[A-Za-z0-9_-]{28})(?![A-Za-z0-9_-])/g,
  score: 95,
};
