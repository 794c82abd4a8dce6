import type { privacyLaws } from '#lib/contracts/privacy-requests.ts';

type Law = (typeof privacyLaws)[number];

const dayMs = 86_400_000;

/** The same day so many months later, or the last one of that month (Regulation 1182/71 Article 3(2)(c)); in UTC. */
function monthsLater(from: Date, months: number): Date {
  const lastDay = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months + 1, 0)).getUTCDate();
  const later = new Date(from);
  later.setUTCDate(1);
  later.setUTCMonth(later.getUTCMonth() + months);
  later.setUTCDate(Math.min(from.getUTCDate(), lastDay));
  return later;
}

/** When a request has to be answered: after a month (GDPR Article 12(3)), or 45 days (Cal. Civ. Code 1798.130(a)(2)). */
export const dueDate = (law: Law, receivedAt: Date): Date =>
  law === 'gdpr' ? monthsLater(receivedAt, 1) : new Date(receivedAt.getTime() + 45 * dayMs);

/** The latest it may be extended to, once: two further months, or another 45 days. */
export const extendedDueDate = (law: Law, receivedAt: Date): Date =>
  law === 'gdpr' ? monthsLater(receivedAt, 3) : new Date(receivedAt.getTime() + 90 * dayMs);
