import { expect, it } from 'vitest';
import { smsBody } from './send-sms.ts';

const gateway = { url: 'https://sms.example', method: 'POST', header: 'Authorization' } as const;
const message = { to: '+491701234567', text: 'Code "42" & {to}\n' };

it('[IAM-5] a template of JSON stays JSON whatever is put in, and each place is filled once', () => {
  const body = smsBody({
    ...message,
    gateway: { ...gateway, contentType: 'application/json', body: '{"to":"{to}","messages":[{"text":"{text}"}]}' },
  });
  expect(JSON.parse(body)).toEqual({ to: message.to, messages: [{ text: message.text }] });
});

it('[IAM-5] a template of a form stays a form', () => {
  const body = smsBody({
    ...message,
    gateway: { ...gateway, contentType: 'application/x-www-form-urlencoded', body: 'To={to}&Body={text}' },
  });
  expect(Object.fromEntries(new URLSearchParams(body))).toEqual({ To: message.to, Body: message.text });
});
