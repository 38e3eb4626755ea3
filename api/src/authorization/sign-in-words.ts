import type { Language } from "./language.ts";

const zh = {
  signIn: "登录",
  hint: "请用办税账号登录。",
  hintFor: (app: string) => `登录后，“${app}”会请您确认要给出哪些权限。`,
  account: "账号",
  password: "密码",
  or: "或",
  passkey: "使用通行密钥",
  passkeyHint: "用指纹、面容或设备锁屏密码登录，不必输入密码。",
  needsScript: "此项须启用 JavaScript，且浏览器支持通行密钥。",
  unsupported: "这个浏览器不支持通行密钥。",
  failed: "没有完成。请重试，或换一种方式。",
  noHost: "平台以 IP 地址访问时，浏览器不提供通行密钥；请改用域名（本机为 localhost）。",
  upstream: (name: string) => `使用${name}登录`,
  stepUp: "请再次核验身份",
  stepUpHint: "接下来的事项须确认是您本人，请使用通行密钥。核验结果 5 分钟内有效。",
  stepUpFor: (app: string) => `“${app}”将办理须由您本人确认的事项。请使用通行密钥核验，结果 5 分钟内有效。`,
  signedInAs: (name: string) => `您以“${name}”登录`,
  noPasskeyYet: "还没有通行密钥？先用密码登录，随后即可登记。",
  registerFirst: "登记一个通行密钥",
  registerFirstHint: "您还没有通行密钥。您刚刚用密码登录，现在就可以登记一个，此后用它核验。",
  register: "登记通行密钥",
  registered: "通行密钥已登记，请用它完成核验。",
  notRegistered: "通行密钥没有登记成功，请重试。",
  reset: (caseNo: string, at: string) =>
    `您的通行密钥已由税务机关于 ${at} 重置（案件 ${caseNo}）。请先登记新的通行密钥；如果不是您申请的，请立即联系主管税务机关。`,
  resetWaits: (until: string) =>
    `您的通行密钥近期被重置过：为防他人冒用，${until} 之后才能办理须由本人确认的事项。`,
  wrong: "账号或密码不正确",
  passkeyRefused: "通行密钥没有通过核验，请重试或换一种方式。",
  slow: (seconds: number) =>
    `尝试次数过多，请 ${seconds < 90 ? `${seconds} 秒` : `${Math.ceil(seconds / 60)} 分钟`}后再试。使用通行密钥，或在您登录过的设备上，不受影响。`,
  upstreamAway: (name: string) => `暂时无法连接${name}，请稍后再试，或用其他方式登录。`,
  upstreamRefused: (name: string) => `没有在${name}完成登录，请重试或换一种方式。`,
  upstreamUnknown: (name: string) =>
    `您在${name}的身份尚未与本平台账号关联。请用本平台账号登录一次，即完成关联。`,
  linkByPasskey: "您的账号有通行密钥，须用通行密钥登录才能关联。没有作任何更改。",
  linkTaken: "您的账号已关联另一个身份，没有作任何更改。请重新登录。",
  accountPage: "账号与安全",
};

const en: typeof zh = {
  signIn: "Sign in",
  hint: "Use your tax account.",
  hintFor: (app) => `After that, ${app} asks you what it may use.`,
  account: "Account",
  password: "Password",
  or: "or",
  passkey: "Use a passkey",
  passkeyHint: "Sign in with your fingerprint, face or device lock instead of a password.",
  needsScript: "This needs JavaScript and a browser that supports passkeys.",
  unsupported: "This browser does not support passkeys.",
  failed: "It was not completed. Try again, or use another way.",
  noHost: "Browsers offer no passkeys at an IP address; use a host name (localhost on this machine).",
  upstream: (name) => `Sign in with ${name}`,
  stepUp: "Confirm that it is you",
  stepUpHint: "What comes next must be confirmed by you in person. Use a passkey; it counts for 5 minutes.",
  stepUpFor: (app) =>
    `${app} is about to do something you must confirm in person. Use a passkey; it counts for 5 minutes.`,
  signedInAs: (name) => `Signed in as ${name}`,
  noPasskeyYet: "No passkey yet? Sign in with your password first; then you can register one.",
  registerFirst: "Register a passkey",
  registerFirstHint:
    "You have no passkey yet. You have just signed in with your password, so you can register one now and use it from then on.",
  register: "Register a passkey",
  registered: "The passkey is registered; use it to confirm.",
  notRegistered: "The passkey was not registered; try again.",
  reset: (caseNo, at) =>
    `The tax authority has reset your passkeys on ${at} (case ${caseNo}). Register a new one first. If you did not ask for this, contact your tax authority at once.`,
  resetWaits: (until) =>
    `Your passkeys were reset lately. So that nobody abuses it, what needs your confirmation in person has to wait until ${until}.`,
  wrong: "The account or the password is wrong.",
  passkeyRefused: "The passkey was not accepted. Try again, or use another way.",
  slow: (seconds) =>
    `Too many attempts; try again in ${seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`}. Passkeys, and devices you have signed in from before, are not affected.`,
  upstreamAway: (name) => `${name} cannot be reached at the moment. Try again later, or use another way.`,
  upstreamRefused: (name) => `The sign-in with ${name} was not completed. Try again, or use another way.`,
  upstreamUnknown: (name) =>
    `Your identity at ${name} is not linked to an account here. Sign in with your account once, and it will be.`,
  linkByPasskey: "Your account has a passkey; use it to link this identity. Nothing was changed.",
  linkTaken: "Your account is linked to another identity already. Nothing was changed; sign in again.",
  accountPage: "Account and security",
};

/** Every sentence of production's sign-in. */
export const signInWords: Record<Language, typeof zh> = { zh, en };
