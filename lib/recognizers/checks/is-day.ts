const daysOfMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether there is such a day in some year; months count from 1. */
export const isDay = (month: number, day: number): boolean => day >= 1 && day <= (daysOfMonth[month - 1] ?? 0);
