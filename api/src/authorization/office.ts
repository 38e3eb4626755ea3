import { dayOf } from "../platform/clock.ts";
import type { Visit } from "./visit.ts";

/** 税务工作台, the officers' own workbench: first-party, public, and the only client whose tokens carry officers' scopes. */
export const OFFICE_APP = "app_018f0000-0000-7000-8000-000000000004";

/** Whether a request comes from the officers' workbench. */
export const isOffice = ({ interaction }: Pick<Visit, "interaction">): boolean =>
  interaction.params.client_id === OFFICE_APP;

/** The calendar day in Asia/Shanghai. Posts go by real time. */
export const officeDay = (): string => dayOf(new Date());
