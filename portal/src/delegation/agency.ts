import { translate } from "@docusaurus/Translate";

export type Side = "AGENCY" | "CLIENT";

/** One of the two taxpayers of an agency. */
export interface Party {
  id: string;
  name: string | null;
}

/** An agreement as `MY_AGENCIES` asks for it. */
export interface Agreement {
  id: string;
  service: string;
  minorService: string;
  periodFrom: string;
  periodTo: string;
  startedBy: Side;
  status: "PENDING_CONFIRM" | "ACTIVE" | "REFUSED" | "WITHDRAWN" | "ENDED";
  startedAt: string;
  confirmedAt: string | null;
  endedAt: string | null;
  endedBy: Side | null;
  agency: Party | null;
  client: Party | null;
}

/** A delegation as `MY_DELEGATIONS` asks for it. */
export interface Delegation {
  id: string;
  minorService: string;
  appId: string;
  status: "INVITED" | "ACTIVE" | "REVOKED";
  invitedAt: string;
  inviteUntil: string;
  acceptedAt: string | null;
  revokedAt: string | null;
  revokedBy: Side | null;
  missing: string[];
  agency: Party | null;
  client: Party | null;
}

/** What the taxpayer is, and who can be named as its agent. */
export interface Standing {
  myAgency: { id: string; band: string; points: number; batchFilingProblem: string | null } | null;
  myTaxpayer: {
    id: string;
    roles:
      | { role: string; validTo: string | null; person: { id: string; nameMasked: string } | null }[]
      | null;
  } | null;
}

/** Which side of it the taxpayer is. */
export const sideOf = ({ agency }: { agency: Party | null }, taxpayerId: string): Side =>
  agency?.id === taxpayerId ? "AGENCY" : "CLIENT";

/** The other side. */
export const otherOf = (of: { agency: Party | null; client: Party | null }, side: Side): string =>
  (side === "AGENCY" ? of.client : of.agency)?.name ?? "—";

export const sideName = (side: Side): string =>
  side === "AGENCY"
    ? translate({ id: "agency.side.agency", message: "机构" })
    : translate({ id: "agency.side.client", message: "委托人" });

export const agreementStatus = (status: Agreement["status"]): string =>
  ({
    PENDING_CONFIRM: translate({ id: "agency.status.pending", message: "待对方确认" }),
    ACTIVE: translate({ id: "agency.status.active", message: "生效中" }),
    REFUSED: translate({ id: "agency.status.refused", message: "未获同意" }),
    WITHDRAWN: translate({ id: "agency.status.withdrawn", message: "已撤回" }),
    ENDED: translate({ id: "agency.status.ended", message: "已终止" }),
  })[status];

/** A delegation's state in words; an invitation nobody accepted in time is void. */
export const delegationStatus = ({ status, inviteUntil }: Delegation, now = Date.now()): string =>
  ({
    INVITED:
      Date.parse(inviteUntil) > now
        ? translate({ id: "delegation.status.invited", message: "待接受" })
        : translate({ id: "delegation.status.void", message: "邀请已过期" }),
    ACTIVE: translate({ id: "delegation.status.active", message: "生效中" }),
    REVOKED: translate({ id: "delegation.status.revoked", message: "已撤销" }),
  })[status];

/** What the agency still lacks to act through the app. */
export const lackName = (code: string): string =>
  ({
    AGENCY_REQUIRED: translate({ id: "delegation.lack.agency", message: "生效的代理协议" }),
    DELEGATION_REQUIRED: translate({ id: "delegation.lack.delegation", message: "委托人接受邀请" }),
    CLIENT_CONSENT_REQUIRED: translate({
      id: "delegation.lack.consent",
      message: "委托人在应用中授权",
    }),
  })[code] ?? code;
