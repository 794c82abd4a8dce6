import { type Readers, readCosts, readOverview } from '#lib/analytics/index.ts';
import { readBudget } from '#lib/budgets/budget-rows.ts';
import { readStandings, stateOfStanding } from '#lib/budgets/standing.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { placementOf } from '#lib/command/placement.ts';
import type { Overview } from '#lib/contracts/analytics.ts';
import { type CostDimension, type Costs, costGroupsMax } from '#lib/contracts/costs.ts';
import type { WidgetRange } from '#lib/contracts/widget-names.ts';
import type { Widget, WidgetAnswer, WidgetFigures, WidgetFilters } from '#lib/contracts/widgets.ts';
import { AppError } from '#lib/core/errors.ts';
import { formatUsd } from '#lib/core/money.ts';
import { barsOf, groupSeriesOf, tableOf } from './group-figures.ts';
import { narrowFilters } from './narrow-filters.ts';
import { figureOf, totalSeriesOf } from './overview-figures.ts';

/** How the widgets of one dashboard are read. */
export interface FigureRequest {
  /** For widgets without a range of their own. */
  readonly range: WidgetRange;
  readonly timeZone?: string | undefined;
  /** Hold besides those of each widget; a widget about something else shows nothing. */
  readonly filters?: WidgetFilters;
  readonly readers?: Readers;
}

type Asking = Exclude<Widget, { kind: 'budget' | 'text' }>;

/** Answers the widgets of one dashboard; those that ask the same share one look at the sums. */
class FigureReader {
  readonly #ctx: OperationContext;
  readonly #request: FigureRequest;
  readonly #overviews = new Map<string, Promise<Overview>>();
  readonly #costs = new Map<string, Promise<Costs>>();

  constructor(ctx: OperationContext, request: FigureRequest) {
    this.#ctx = ctx;
    this.#request = request;
  }

  #question(widget: Asking) {
    const { range, timeZone, filters = {} } = this.#request;
    const narrowed = narrowFilters(widget.filters, filters);
    if (narrowed === undefined) throw new AppError('not_found', { detail: 'This widget is about something else.' });
    return {
      ...narrowed,
      ...{ range: widget.range === 'dashboard' ? range : widget.range, compare: 'previous' as const },
      ...(timeZone === undefined ? {} : { time_zone: timeZone }),
    };
  }

  #overview(widget: Asking): Promise<Overview> {
    const question = this.#question(widget);
    return once(this.#overviews, JSON.stringify(question), () => readOverview(this.#ctx, { ...question, top: 1 }, this.#request.readers));
  }

  #split(widget: Asking, by: readonly CostDimension[], series: boolean): Promise<Costs> {
    const question = this.#question(widget);
    return once(this.#costs, JSON.stringify([question, by, series]), () => {
      const input = { ...question, group_by: [...by], series, limit: costGroupsMax };
      return readCosts(this.#ctx, input, this.#request.readers);
    });
  }

  async #budget({ budget_id: id }: Extract<Widget, { kind: 'budget' }>): Promise<WidgetFigures> {
    const { tx, tenantId, access } = this.#ctx;
    if (Object.keys(this.#request.filters ?? {}).length > 0)
      throw new AppError('not_found', { detail: 'A budget is a whole: it is not shown where figures are narrowed.' });
    const placement = await placementOf(tx, tenantId, 'budget', id);
    const isOwn = placement?.userId === this.#ctx.ownUserId && this.#ctx.ownUserId !== null;
    if (placement === undefined || !(isOwn || access.allows('budgets.read', placement)))
      throw new AppError('not_found', { detail: 'There is no such budget, or it is not shown to you.' });
    const budget = await readBudget(this.#ctx, id);
    const standing = budget.archived_at === null ? (await readStandings(this.#ctx, [budget])).get(id) : undefined;
    if (standing === undefined) throw new AppError('not_found', { detail: 'This budget is not running.' });
    const { figures, forecast, period } = standing;
    return {
      ...{ kind: 'budget', name: budget.name, state: stateOfStanding(budget, standing), next_reset_at: new Date(period.endMs) },
      ...{ limit: formatUsd(figures.available_usd), spent: formatUsd(figures.spent_usd), reserved: formatUsd(figures.reserved_usd) },
      expected: forecast === null ? null : formatUsd(forecast.expectedNanoUsd),
    };
  }

  async figures(widget: Widget): Promise<WidgetFigures> {
    if (widget.kind === 'text') return { kind: 'text' };
    if (widget.kind === 'budget') return this.#budget(widget);
    if (widget.kind === 'figure') return figureOf(widget, await this.#overview(widget));
    if (widget.kind === 'bars') return barsOf(widget, await this.#split(widget, [widget.group_by], false));
    if (widget.kind === 'table') return tableOf(widget, await this.#split(widget, widget.group_by, false));
    if (widget.group_by === null) return totalSeriesOf(widget, await this.#overview(widget));
    return groupSeriesOf(widget, await this.#split(widget, [widget.group_by], true));
  }
}

function once<Answer>(known: Map<string, Promise<Answer>>, key: string, ask: () => Promise<Answer>): Promise<Answer> {
  const answer = known.get(key) ?? ask();
  known.set(key, answer);
  return answer;
}

/** What refuses one widget and leaves the others as they are; anything else fails the whole. */
const shownProblems: ReadonlySet<string> = new Set(['forbidden', 'not_found', 'validation_failed']);

/**
 * What widgets show within `ctx.reach` and the caller's own rights. One that may not be seen says so in its place. One after the
 * other, because they share a transaction.
 */
export async function readFigures(ctx: OperationContext, widgets: readonly Widget[], request: FigureRequest): Promise<WidgetAnswer[]> {
  const reader = new FigureReader(ctx, request);
  const answers: WidgetAnswer[] = [];
  for (const widget of widgets) {
    try {
      answers.push({ widget_id: widget.id, figures: await reader.figures(widget), problem: null });
    } catch (error) {
      if (!(error instanceof AppError) || !shownProblems.has(error.code)) throw error;
      answers.push({ widget_id: widget.id, figures: null, problem: { code: error.code, detail: error.detail } });
    }
  }
  return answers;
}
