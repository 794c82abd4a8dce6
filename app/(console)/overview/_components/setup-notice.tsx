import { Banner } from '#components/ui/banner.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { perform } from '#lib/http/page-invocation.ts';
import { getOnboarding } from '#lib/onboarding/index.ts';

/** How far the set-up is, until it is done or somebody hides it. */
export async function SetupNotice() {
  const { data } = await perform(getOnboarding, {});
  if (data === undefined || data.is_complete || data.is_dismissed) return null;
  const next = data.steps.find(({ state }) => state === 'open');
  return (
    <Banner
      tone="info"
      action={
        <ButtonLink size="small" href="/onboarding">
          Go on with it
        </ButtonLink>
      }
    >
      Set-up: {data.done} of {data.total} steps are done.{next === undefined ? '' : ` Next: ${next.title.toLowerCase()}.`}
    </Banner>
  );
}
