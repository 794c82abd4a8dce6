import { createMailer, type Mailer } from '#lib/mail/mailer.ts';
import { sendDueMail } from '#lib/mail/send-due-mail.ts';
import type { Job } from '#lib/process/job.ts';
import type { Runtime } from '#lib/runtime.ts';

/** One way to the mail server for each runtime: it keeps its connections. */
const mailers = new WeakMap<Runtime, Mailer>();

function mailerOf(runtime: Runtime): Mailer | null {
  const { SMTP_URL: url, MAIL_FROM: from } = runtime.env;
  if (url === undefined || from === undefined) return null;
  const known = mailers.get(runtime) ?? createMailer(url, from);
  mailers.set(runtime, known);
  return known;
}

/** Sends the e-mail that is due; without a mail server it waits. */
export const sendMail: Job<Runtime> = {
  id: 'send-mail',
  everySeconds: 5,
  run: async (runtime, signal) => {
    const mailer = mailerOf(runtime);
    if (mailer === null) return;
    const { databases, keys, clock, logger, env } = runtime;
    const publicUrl = (env.PUBLIC_URL ?? `http://localhost:${env.PORT}`).replace(/\/+$/, '');
    const { sent } = await sendDueMail({ databases, mailer, pepper: keys.keyPepper, publicUrl, logger }, new Date(clock.now()), signal);
    if (sent > 0) logger.info({ sent }, 'E-mail was sent');
  },
};
