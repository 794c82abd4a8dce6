import type { Metadata } from 'next';
import type { z } from 'zod';
import { BarList } from '#components/charts/bar-list.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Card } from '#components/ui/card.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import type { Survey } from '#lib/contracts/surveys.ts';
import type { Reader } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { getSurveyResults, listSurveys } from '#lib/surveys/index.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { AnalyticsTabs } from '../_components/analytics-tabs.tsx';
import { AnswerForm } from '../_components/answer-form.tsx';
import { CloseSurvey } from '../_components/close-survey.tsx';
import { SurveyForm } from '../_components/survey-form.tsx';

export const metadata: Metadata = { title: 'Surveys · Insights' };

type SurveyData = z.input<typeof Survey>;

/** What was answered, or why it is not told. */
async function Results({ id, reader }: { id: string; reader: Reader }) {
  const { data } = await perform(getSurveyResults, { survey_id: id });
  if (data === undefined) return null;
  if (data.results === null)
    return (
      <p className="text-control text-second">
        {data.survey.state === 'open'
          ? `Answers so far: ${data.answers}. Results are shown once the survey is closed, from ${data.answers_min} answers on.`
          : `Answers: ${data.answers}. Results are shown from ${data.answers_min} on.`}
      </p>
    );
  const textOf = (question: string) => data.survey.questions.find((one) => one.id === question)?.text ?? question;
  return (
    <div className="grid gap-4">
      {data.results.map(({ question_id, answered, mean, counts, texts }) => (
        <section key={question_id}>
          <h3 className="mb-1 font-medium text-control">
            {textOf(question_id)}{' '}
            <span className="font-normal text-quiet">{`${answered} answers${mean === null ? '' : `, mean ${mean}`}`}</span>
          </h3>
          {Object.keys(counts).length === 0 ? null : (
            <BarList
              label={textOf(question_id)}
              rowLabel="Answer"
              valueLabel="People"
              data={Object.entries(counts).map(([answer, value]) => ({ key: answer, name: answer, value }))}
              valueFormatter="count"
              reader={reader}
            />
          )}
          {texts.map((text) => (
            <p key={text} dir="auto" className="border-l-2 py-1 pl-3 text-control text-second">
              {text}
            </p>
          ))}
        </section>
      ))}
    </div>
  );
}

interface SurveyCardProps {
  survey: SurveyData;
  seesResults: boolean;
  mayClose: boolean;
  reader: Reader;
}

function SurveyCard({ survey, seesResults, mayClose, reader }: SurveyCardProps) {
  const isOpen = survey.state === 'open';
  return (
    <Card
      title={survey.title}
      aside={
        <span className="flex items-center gap-2">
          <Badge tone={isOpen ? 'success' : 'neutral'}>{isOpen ? 'Open' : 'Closed'}</Badge>
          {mayClose && isOpen ? <CloseSurvey id={survey.id} title={survey.title} /> : null}
        </span>
      }
    >
      {isOpen && !survey.has_answered ? <AnswerForm survey={survey} /> : null}
      {survey.has_answered ? (
        <p className="mb-3 text-control text-second">You have answered. Nobody can see which answers are yours.</p>
      ) : null}
      {seesResults ? <Results id={survey.id} reader={reader} /> : null}
    </Card>
  );
}

/** What do people say when they are asked? */
export default async function SurveysPage() {
  const [{ reader, me }, { data, problem }] = await Promise.all([loadReader(), perform(listSurveys, {})]);
  const mayWrite = holds(me.permissions, 'analytics.write');
  return (
    <>
      <PageBar crumbs={[{ label: 'Home' }, { label: 'Insights' }, { label: 'Surveys' }]} />
      <PageHeader title="Surveys" answer="Everybody answers once. Results are shown from five answers on, and never who said what." />
      <AnalyticsTabs current="surveys" permissions={me.permissions} />
      {problem === undefined ? null : (
        <ErrorState title="The surveys did not load" requestId={problem.request_id}>
          {problem.detail}
        </ErrorState>
      )}
      <div className="grid items-start gap-6 p-(--gutter) xl:grid-cols-2">
        {mayWrite ? (
          <Card title="Ask everybody" subtitle="Questions stay as they were asked">
            <SurveyForm />
          </Card>
        ) : null}
        {data?.data.length === 0 && !mayWrite ? <EmptyState title="No survey yet" /> : null}
        {(data?.data ?? []).map((survey) => (
          <SurveyCard
            key={survey.id}
            survey={survey}
            seesResults={holds(me.permissions, 'analytics.read')}
            mayClose={mayWrite}
            reader={reader}
          />
        ))}
      </div>
    </>
  );
}
