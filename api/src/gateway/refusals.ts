import { problems } from "../platform/refusal.ts";

/** What is wrong with a request as such, before any resolver sees it. */
export const reject = problems({
  GRAPHQL_PARSE_FAILED: { zh: "查询文档有语法错误", en: "The document has a syntax error.", actor: "APP" },
  GRAPHQL_VALIDATION_FAILED: {
    zh: "查询文档与模式不符",
    en: "The document does not fit the schema.",
    actor: "APP",
  },
  BAD_USER_INPUT: {
    zh: "变量的值与其类型不符",
    en: "A variable's value does not fit its type.",
    actor: "APP",
  },
  TEXT_INVALID: {
    zh: "文本中不得含有空字符（U+0000）或不成对的代理码元（U+D800–U+DFFF）",
    en: "Text must not contain the null character (U+0000) or unpaired surrogates (U+D800–U+DFFF).",
    actor: "APP",
  },
  OPERATION_RESOLUTION_FAILURE: {
    zh: "无法确定要执行的操作，请用 operationName 指明",
    en: "It is unclear which operation to run; name it by operationName.",
    actor: "APP",
  },
  PERSISTED_QUERY_NOT_FOUND: {
    zh: "没有登记过这个哈希值的查询文档",
    en: "No document is registered under this hash.",
    actor: "APP",
  },
  BAD_REQUEST: { zh: "请求格式有误", en: "The request is malformed.", actor: "APP" },
  BODY_TOO_LARGE: { zh: "请求体不得超过 1 MB", en: "A request body holds at most 1 MB.", actor: "APP" },
  METHOD_NOT_ALLOWED: {
    zh: "此操作不能用该 HTTP 方法调用",
    en: "This cannot be called with this HTTP method.",
    actor: "APP",
  },
  NOT_ACCEPTABLE: {
    zh: "只能以 application/graphql-response+json、application/json 或 text/event-stream 应答",
    en: "Answers come as application/graphql-response+json, application/json or text/event-stream.",
    actor: "APP",
  },
  UNSUPPORTED_MEDIA_TYPE: {
    zh: "请求体须为 application/json",
    en: "The request body must be application/json.",
    actor: "APP",
  },
  TOO_MANY_STREAMS: {
    zh: "同时打开的订阅过多",
    en: "Too many subscriptions are open at once.",
    actor: "APP",
    retryable: true,
  },
});
