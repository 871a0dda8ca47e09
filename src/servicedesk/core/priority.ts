/**
 * Priority by impact and urgency, 1 the highest. Rows are impact 1 to n, columns urgency 1 to n.
 * `servicenow`: the 3 by 3 table that the tool ships. `nhs`: the severity level guideline of NHS Digital (2017), as
 * printed; its last row has 4 for urgency 1. Impact is judged by the business process (patient care, reputation, cost)
 * and the number of people, not by the technology.
 */
export const priorityTables = {
  servicenow: [
    [1, 2, 3],
    [2, 3, 4],
    [3, 4, 4],
  ],
  nhs: [
    [1, 1, 2, 2, 3],
    [1, 2, 2, 3, 4],
    [2, 3, 3, 4, 4],
    [3, 3, 4, 4, 5],
    [4, 5, 5, 5, 5],
  ],
} as const satisfies Record<string, readonly (readonly number[])[]>;

export type PriorityScheme = keyof typeof priorityTables;
export type PriorityTable = readonly (readonly number[])[];

/** The priority a table gives, 1 to 5; null when either is unknown or off the table. */
export function priorityOf(
  impact: number | null,
  urgency: number | null,
  scheme: PriorityScheme,
  tables: Readonly<Record<PriorityScheme, PriorityTable>> = priorityTables,
): number | null {
  if (impact === null || urgency === null) return null;
  return tables[scheme][impact - 1]?.[urgency - 1] ?? null;
}
