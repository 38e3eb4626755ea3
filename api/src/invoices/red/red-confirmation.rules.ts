import { RedInitiator, RedState } from "./red-states.ts";

/** Until when the other side may confirm: so many hours as the law of the day says, to the second. */
export const expiryOf = (startedAt: Date, hours: number): Date =>
  new Date(startedAt.getTime() + hours * 3_600_000);

export type RedAction = "ACCEPT" | "CONFIRM" | "REJECT" | "CANCEL" | "EXPIRE" | "ISSUE";
export type RedActor = "SELLER" | "BUYER" | "SYSTEM";

/** What a transition may depend on besides the state. */
export interface RedFacts {
  initiator: RedInitiator;
  /** The buyer confirmed a use of the blue invoice, or entered it in the books. */
  blueUsed: boolean;
  /** The red invoice was issued. */
  issued: boolean;
  now: Date;
  expiresAt: Date | null;
}

interface Transition {
  from: RedState;
  action: RedAction;
  who: RedActor;
  to: RedState;
  guard: (facts: RedFacts) => boolean;
}

const { APPLYING, NOT_REQUIRED, AWAITING_BUYER, AWAITING_SELLER, CONFIRMED } = RedState;
const inTime = ({ now, expiresAt }: RedFacts) => expiresAt !== null && now < expiresAt;
const late = ({ now, expiresAt }: RedFacts) => expiresAt !== null && now >= expiresAt;
const startedBy =
  (initiator: RedInitiator) =>
  ({ initiator: by, issued }: RedFacts) =>
    by === initiator && !issued;
const bySeller = startedBy(RedInitiator.SELLER);
const byBuyer = startedBy(RedInitiator.BUYER);
const issuable = ({ issued }: RedFacts) => !issued;

/** Every legal step of a red confirmation (domain A9 (d)); what is not here is refused. */
export const TRANSITIONS: readonly Transition[] = [
  {
    from: APPLYING,
    action: "ACCEPT",
    who: "SYSTEM",
    to: NOT_REQUIRED,
    guard: (f) => bySeller(f) && !f.blueUsed,
  },
  {
    from: APPLYING,
    action: "ACCEPT",
    who: "SYSTEM",
    to: AWAITING_BUYER,
    guard: (f) => bySeller(f) && f.blueUsed,
  },
  {
    from: APPLYING,
    action: "ACCEPT",
    who: "SYSTEM",
    to: AWAITING_SELLER,
    guard: (f) => byBuyer(f) && f.blueUsed,
  },
  { from: AWAITING_BUYER, action: "CONFIRM", who: "BUYER", to: CONFIRMED, guard: inTime },
  { from: AWAITING_SELLER, action: "CONFIRM", who: "SELLER", to: CONFIRMED, guard: inTime },
  { from: AWAITING_BUYER, action: "REJECT", who: "BUYER", to: RedState.DENIED_BY_BUYER, guard: inTime },
  { from: AWAITING_SELLER, action: "REJECT", who: "SELLER", to: RedState.DENIED_BY_SELLER, guard: inTime },
  { from: AWAITING_BUYER, action: "EXPIRE", who: "SYSTEM", to: RedState.EXPIRED, guard: late },
  { from: AWAITING_SELLER, action: "EXPIRE", who: "SYSTEM", to: RedState.EXPIRED, guard: late },
  { from: NOT_REQUIRED, action: "CANCEL", who: "SELLER", to: RedState.WITHDRAWN, guard: issuable },
  { from: AWAITING_BUYER, action: "CANCEL", who: "SELLER", to: RedState.WITHDRAWN, guard: inTime },
  { from: AWAITING_SELLER, action: "CANCEL", who: "BUYER", to: RedState.WITHDRAWN, guard: inTime },
  { from: CONFIRMED, action: "CANCEL", who: "SELLER", to: RedState.WITHDRAWN_CONFIRMED, guard: bySeller },
  { from: CONFIRMED, action: "CANCEL", who: "BUYER", to: RedState.WITHDRAWN_CONFIRMED, guard: byBuyer },
  {
    from: NOT_REQUIRED,
    action: "ISSUE",
    who: "SELLER",
    to: NOT_REQUIRED,
    guard: (f) => issuable(f) && !f.blueUsed,
  },
  { from: CONFIRMED, action: "ISSUE", who: "SELLER", to: CONFIRMED, guard: issuable },
];

/** The state after a step; nothing where the step is not legal. */
export const nextState = (
  from: RedState,
  action: RedAction,
  who: RedActor,
  facts: RedFacts,
): RedState | undefined =>
  TRANSITIONS.find(
    (step) => step.from === from && step.action === action && step.who === who && step.guard(facts),
  )?.to;

/** The state as it is at an instant: what was not confirmed in time is void even before that is stored. */
export const stateAt = (stored: RedState, expiresAt: Date | null, now: Date): RedState =>
  (stored === AWAITING_BUYER || stored === AWAITING_SELLER) && expiresAt !== null && now >= expiresAt
    ? RedState.EXPIRED
    : stored;
