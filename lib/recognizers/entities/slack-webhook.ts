import type { Recognizer } from '../recognizer.ts';

/** Addresses to which anybody who knows them can post. */
export const slackWebhook: Recognizer = {
  entity: 'slack_webhook',
  category: 'secrets',
  label: 'Slack webhook',
  need: 'slashes',
  form: /https:\/\/hooks\.slack\.com\/(?:services|workflows)\/[A-Za-z0-9/_-]{20,120}/g,
  score: 95,
};
