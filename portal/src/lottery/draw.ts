export type DrawStatus = "PLANNED" | "COMMITTED" | "CLOSED" | "DRAWN" | "NOTARISED" | "PUBLISHED" | "VOIDED";

export interface Prize {
  amount: string;
  count: number;
}

/** A draw as the list shows it. */
export interface ListedDraw {
  id: string;
  number: string;
  status: DrawStatus;
  cutoffAt: string;
  publishedAt: string | null;
  entryCount: number | null;
}

/** Everything that is published of a draw. */
export interface Draw extends ListedDraw {
  prizes: Prize[];
  seedCommit: string | null;
  committedAt: string | null;
  entriesRoot: string | null;
  closedAt: string | null;
  seedReveal: string | null;
  drawnAt: string | null;
  notary: string | null;
  notaryDocNo: string | null;
  voidReason: string | null;
  campaign: { id: string; name: string } | null;
  disqualifiedEntries: string[];
  winners: { place: number; entryId: string; nameMasked: string; amount: string }[];
}

export const placesOf = (prizes: readonly Prize[]): number =>
  prizes.reduce((sum, { count }) => sum + count, 0);
