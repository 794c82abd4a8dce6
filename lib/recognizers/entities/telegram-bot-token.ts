import type { Recognizer } from '../recognizer.ts';

/** By the prefix that the vendor gives them so that scanners find them. */
export const telegramBotToken: Recognizer = {
  entity: 'telegram_bot_token',
  category: 'secrets',
  label: 'Telegram bot token',
  need: 'token',
  form: /(?<![A-Za-z0-9])\d{8,10}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])/g,
  score: 95,
};
