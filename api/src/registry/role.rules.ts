import { type Problem, problems } from "../platform/refusal.ts";
import type { EntityRole, RealNameLevel, RoleStatus } from "./person.ts";

/*
 * Who acts for a taxpayer (as in the national e-tax bureau). The legal representative comes with the registration and
 * SELF with birth; neither is appointed or ended here. A natural person acts as SELF; a parent acts for a child under
 * eighteen as GUARDIAN, which needs the civil register's word and is given by the tax authority, never by appointment;
 * nobody acts for an entity because of owning shares in it.
 */

export const refuse = problems({
  ROLE_NOT_APPOINTABLE: {
    zh: "该身份不能任命：法定代表人随登记变更，本人身份不需任命",
    en: "This role is not appointed: the legal representative changes with the registration, and nobody is appointed to be oneself.",
    actor: "USER",
  },
  APPOINTMENT_PERSON_UNKNOWN: {
    zh: "没有姓名与证件号码相符的实名用户",
    en: "There is no registered person of that name and document number.",
    actor: "USER",
  },
  REAL_NAME_REQUIRED: {
    zh: "被任命人须先完成实名认证",
    en: "The person must have the real name verified first.",
    actor: "USER",
  },
  APPOINTMENT_EXISTS: {
    zh: "此人已担任该身份，或正待其确认",
    en: "The person holds this role already, or is asked to confirm it.",
    actor: "USER",
  },
  APPOINTMENT_NOT_FOUND: { zh: "没有这项任职", en: "There is no such appointment.", actor: "USER" },
  APPOINTMENT_STATE: {
    zh: "任职当前的状态不允许此操作",
    en: "The state of the appointment does not allow this.",
    actor: "USER",
  },
});

type Role = `${EntityRole}`;

/** Whom each role may appoint. */
const APPOINTS: Readonly<Partial<Record<Role, readonly Role[]>>> = {
  LEGAL_REP: ["FIN_OFFICER", "TAX_HANDLER", "INVOICER"],
  FIN_OFFICER: ["TAX_HANDLER", "INVOICER"],
};

/** Roles that come with a registration, not by appointment. */
const BY_REGISTRATION: readonly Role[] = ["LEGAL_REP", "SELF", "GUARDIAN"];

/** Whether one who holds these roles in an entity may appoint to that one. */
export const mayAppoint = (held: readonly Role[], role: Role): boolean =>
  held.some((mine) => APPOINTS[mine]?.includes(role));

export const isAppointable = (role: Role): Problem | undefined =>
  BY_REGISTRATION.includes(role) ? refuse.ROLE_NOT_APPOINTABLE : undefined;

/** Whether an appointment to the role is complete only when the person confirms it. */
export const mustConfirm = (role: Role): boolean => role === "FIN_OFFICER";

/** Whether one who holds these roles may end that role of a person; everybody may give up an own one. */
export const mayEnd = (held: readonly Role[], role: Role, own: boolean): boolean =>
  own || mayAppoint(held, role);

export const isReallyNamed = (level: `${RealNameLevel}`): Problem | undefined =>
  level === "L1" ? refuse.REAL_NAME_REQUIRED : undefined;

const NEXT: Readonly<Record<`${RoleStatus}`, readonly `${RoleStatus}`[]>> = {
  PENDING_CONFIRM: ["ACTIVE", "ENDED"],
  ACTIVE: ["ENDED"],
  ENDED: [],
};

/** Whether an appointment may go from one state to another. */
export const mayBecome = (from: `${RoleStatus}`, to: `${RoleStatus}`): boolean => NEXT[from].includes(to);
