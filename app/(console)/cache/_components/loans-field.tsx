'use client';
import { RowsField } from '#components/forms/rows-field.tsx';
import { Combobox, type ComboboxOption } from '#components/ui/combobox.tsx';

interface LoanValue {
  readonly team_id?: string | undefined;
  readonly borrower_team_id?: string | undefined;
}

const isLoan = (value: unknown): value is LoanValue => typeof value === 'object' && value !== null;

/** Rows that the form takes; the operation takes as many. */
const loansMax = 200;

/** Which team's kept answers another team shares. */
export function LoansField({ teams }: { teams: readonly ComboboxOption[] }) {
  return (
    <RowsField<LoanValue>
      name="loans"
      label="Lent answers"
      hint="The second team’s calls take and leave answers where those of the first are kept. Only where answers are told again to a team."
      noun="loan"
      max={loansMax}
      isRow={isLoan}
      added={() => ({})}
    >
      {({ row, number, change, leave }) => (
        <div className="grid min-w-0 flex-1 gap-2 sm:grid-cols-2">
          <Combobox
            id={`loan-${number}-team`}
            aria-label={`Loan ${number}, answers of`}
            placeholder="Answers of"
            options={teams}
            value={row.team_id}
            onChange={(team) => change({ ...row, team_id: team })}
            onBlur={leave}
          />
          <Combobox
            id={`loan-${number}-borrower`}
            aria-label={`Loan ${number}, shared by`}
            placeholder="shared by"
            options={teams}
            value={row.borrower_team_id}
            onChange={(team) => change({ ...row, borrower_team_id: team })}
            onBlur={leave}
          />
        </div>
      )}
    </RowsField>
  );
}
