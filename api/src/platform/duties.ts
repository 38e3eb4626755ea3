import { problems } from "./refusal.ts";

/** What some things ask for besides permission: more than one person. Shared by every part that asks for it. */
export const duties = problems({
  SEPARATION_OF_DUTIES: {
    zh: "同一事项须由两人办理：提出的人不得自己批准或确认",
    en: "This takes two persons: whoever asked for it does not approve or confirm it.",
    actor: "USER",
  },
});
