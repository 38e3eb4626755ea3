import { problems } from "./refusal.ts";

/** Refusals of access and of use: the same in every subgraph, in the gateway and in the authorization server. */
export const refuse = problems({
  UNAUTHENTICATED: {
    zh: "缺少访问令牌，或令牌无效",
    en: "The access token is missing or invalid.",
    actor: "APP",
  },
  TOKEN_EXPIRED: {
    zh: "访问令牌已过期，请用刷新令牌换取新的",
    en: "The access token has expired; refresh it.",
    actor: "APP",
  },
  DPOP_INVALID: { zh: "DPoP 证明无效", en: "The DPoP proof is invalid.", actor: "APP" },
  DPOP_NONCE_REQUIRED: {
    zh: "DPoP 证明须包含服务器给出的 nonce，请用响应头 DPoP-Nonce 的值重试",
    en: "The DPoP proof needs the server's nonce; retry with the value of the DPoP-Nonce header.",
    actor: "APP",
    retryable: true,
  },
  DPOP_REPLAYED: {
    zh: "DPoP 证明已被使用过，请为每次请求生成新的证明",
    en: "This DPoP proof was used before; make a new one for each request.",
    actor: "APP",
  },
  AUDIENCE_MISMATCH: {
    zh: "访问令牌不是为这个环境签发的",
    en: "The access token was issued for another environment.",
    actor: "APP",
  },
  STEP_UP_REQUIRED: {
    zh: "此操作须由本人以更高级别再次核验身份",
    en: "This operation demands that the person confirms anew, at a higher level.",
    actor: "USER",
  },
  FORBIDDEN_SCOPE: {
    zh: "应用未获授权读取或执行此项",
    en: "The app has not been granted the scope this needs.",
    actor: "APP",
  },
  FIELD_NOT_CONSENTED: {
    zh: "纳税人的授权不包含此字段",
    en: "The taxpayer's consent does not cover this field.",
    actor: "TAXPAYER",
  },
  OPERATION_NOT_APPROVED: {
    zh: "生产环境只执行应用已发布版本登记过的查询文档",
    en: "Production runs only the documents registered with the app's published release.",
    actor: "APP",
  },
  SCOPE_NOT_APPROVED: {
    zh: "应用未获准申请该权限",
    en: "The app was not approved for this scope.",
    actor: "APP",
  },
  RELEASE_SUSPENDED: {
    zh: "应用的此版本已被暂停",
    en: "This release of the app is suspended.",
    actor: "PLATFORM",
  },
  RELEASE_SUPERSEDED: {
    zh: "应用的此版本已被取代，请刷新访问令牌以使用新版本",
    en: "This release of the app was superseded; refresh the access token to use the new one.",
    actor: "APP",
  },
  CONSENT_REQUIRED: { zh: "此项须经纳税人授权", en: "This needs the taxpayer's consent.", actor: "TAXPAYER" },
  CONSENT_REVOKED: {
    zh: "纳税人已撤销授权",
    en: "The taxpayer has withdrawn the consent.",
    actor: "TAXPAYER",
  },
  CONSENT_EXPIRED: { zh: "授权已到期", en: "The consent has expired.", actor: "TAXPAYER" },
  CONSENT_SUSPENDED: { zh: "授权已被暂停", en: "The consent is suspended.", actor: "PLATFORM" },
  CONSENT_PENDING: {
    zh: "授权申请正在等待法定代表人或财务负责人同意",
    en: "The request for consent waits for the legal representative or the financial officer.",
    actor: "TAXPAYER",
  },
  CONSENT_PERIOD_EXCEEDED: {
    zh: "请求的所属期超出授权范围",
    en: "The period asked for lies outside the consent.",
    actor: "APP",
  },
  ROLE_DENIED: {
    zh: "您在该企业的身份不能执行此操作",
    en: "Your role in this entity does not allow this.",
    actor: "USER",
  },
  POST_ENDED: {
    zh: "岗位或本次办公登录已结束，请重新登录",
    en: "The post, or this sign-in to it, has ended; sign in again.",
    actor: "USER",
  },
  JURISDICTION_DENIED: {
    zh: "该纳税人不在您所在税务机关的管辖范围内",
    en: "The taxpayer lies outside the jurisdiction of your tax authority.",
    actor: "USER",
  },
  PURPOSE_REQUIRED: {
    zh: "须写明与该纳税人有关、由您所在机关办理且尚未办结的案件编号（请求头 Case-Number）",
    en: "Name an open case of your authority about this taxpayer (the header Case-Number).",
    actor: "USER",
  },
  DUAL_APPROVAL_REQUIRED: {
    zh: "查看敏感个人信息须先经另一人批准",
    en: "Seeing sensitive personal data needs the approval of a second person first.",
    actor: "USER",
  },
  CONFLICT_OF_INTEREST: {
    zh: "您已申报与该纳税人有利害关系，应当回避",
    en: "You declared a conflict of interest with this taxpayer and must stand aside.",
    actor: "USER",
  },
  QUERY_TOO_COMPLEX: { zh: "查询过于复杂", en: "The query is too complex.", actor: "APP" },
  PAGE_TOO_LARGE: { zh: "每页须为 1 至 100 条", en: "A page holds 1 to 100 items.", actor: "APP" },
  CURSOR_INVALID: {
    zh: "分页游标无效，请使用上一页返回的 endCursor",
    en: "The cursor is invalid; use the endCursor of the previous page.",
    actor: "APP",
  },
  RATE_LIMITED: {
    zh: "请求过于频繁，请稍后再试",
    en: "Too many requests; try again later.",
    actor: "APP",
    retryable: true,
  },
  OVERLOADED: {
    zh: "平台繁忙，请稍后再试",
    en: "The platform is busy; try again later.",
    actor: "PLATFORM",
    retryable: true,
  },
  ADDRESS_NOT_ALLOWED: {
    zh: "应用不得从这个网络地址调用，请核对登记的地址范围",
    en: "The app may not call from this network address; check the ranges registered for it.",
    actor: "APP",
  },
  APP_SUSPENDED: { zh: "应用已被暂停", en: "The app is suspended.", actor: "PLATFORM" },
  TOKEN_REVOKED: {
    zh: "访问令牌已提前失效，请重新取得",
    en: "The access token was ended before its time; get a new one.",
    actor: "APP",
  },
  IDEMPOTENCY_KEY_INVALID: { zh: "幂等键须为 UUID", en: "The idempotency key must be a UUID.", actor: "APP" },
  IDEMPOTENCY_CONFLICT: {
    zh: "同一幂等键已用于不同的请求",
    en: "The idempotency key was used with a different request.",
    actor: "APP",
  },
  SERVICE_UNAVAILABLE: {
    zh: "服务暂时不可用，请稍后再试",
    en: "The service is temporarily unavailable; try again later.",
    actor: "PLATFORM",
    retryable: true,
  },
  INTERNAL: {
    zh: "平台内部错误，请凭请求编号联系我们",
    en: "Internal error; contact us with the request id.",
    actor: "PLATFORM",
  },
});
