import type { Recognizer } from '../recognizer.ts';

/** By the prefix that the vendor gives them so that scanners find them. */
export const slackToken: Recognizer = {
  entity: 'slack_token',
  category: 'secrets',
  label: 'Slack token',
  need: 'token',
  form: /(?<![A-Za-z0-9])(?:xox[abeoprs]-[A-Za-z0-9-]{10,200}|xapp-\d-[A-Za-z0-9-]{10,200})(?![A-Za-z0-9-])/g,
  score: 95,
};
