import { redirect } from 'next/navigation';

/** The front door leads to the overview. */
export default function HomePage(): never {
  redirect('/overview');
}
