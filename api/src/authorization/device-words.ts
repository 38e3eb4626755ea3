import type { Language } from "./language.ts";

const zh = {
  title: "连接设备",
  enterHint: "在没有浏览器的设备或命令行上登录时，请输入那里显示的代码。",
  code: "设备上显示的代码",
  next: "继续",
  wrong: "没有这个代码。请核对设备上显示的代码后重新输入。",
  expired: "这个代码已过期。请在设备上重新开始。",
  used: "这个代码已经用过。请在设备上重新开始。",
  none: "请输入代码。",
  aborted: "已拒绝。设备没有得到任何权限。",
  failed: "没有完成，请在设备上重新开始。",
  slow: (minutes: number) => `尝试次数过多，请 ${minutes} 分钟后再试。`,
  confirm: (app: string) => `“${app}”请求在一台设备上使用您的账号`,
  compare: "请核对：您手边的设备上显示的是同一个代码吗？",
  from: "请求来自",
  at: "请求时间",
  vendor: "提供者",
  unknown: "未说明的程序",
  warnTitle: "以下情况请选择“不是我”",
  warnings: [
    "代码是别人发给您的，或有人在电话、短信、网页里要您来这里输入",
    "您没有在自己的设备上发起登录",
    "两处的代码不一样",
  ],
  same: "代码一致，是我本人操作",
  notMe: "不是我",
  done: "设备已连接",
  doneText: (app: string) => `请回到设备，“${app}”会自动继续。您可以关闭本页；授权可随时在“我的授权”中撤回。`,
};

const en: typeof zh = {
  title: "Connect a device",
  enterHint: "To sign in on a device or a command line without a browser, enter the code it shows.",
  code: "The code the device shows",
  next: "Continue",
  wrong: "There is no such code. Look at the device again and re-enter it.",
  expired: "This code has expired. Start again on the device.",
  used: "This code was used before. Start again on the device.",
  none: "Enter the code.",
  aborted: "Declined. The device has got nothing.",
  failed: "It was not completed. Start again on the device.",
  slow: (minutes) => `Too many attempts; try again in ${minutes} ${minutes === 1 ? "minute" : "minutes"}.`,
  confirm: (app) => `${app} asks to use your account on a device`,
  compare: "Compare: does the device in your hands show the same code?",
  from: "Asked from",
  at: "Asked at",
  vendor: "By",
  unknown: "a program that does not say",
  warnTitle: "Choose “This is not me” if",
  warnings: [
    "somebody sent you the code, or told you by phone, message or web page to enter it here",
    "you did not start to sign in on a device of your own",
    "the two codes differ",
  ],
  same: "Same code, and it is me",
  notMe: "This is not me",
  done: "The device is connected",
  doneText: (app) =>
    `Go back to the device: ${app} goes on by itself. You can close this page, and withdraw the consent at any time under “My consents”.`,
};

/** Every sentence of the pages on which a device is connected. */
export const deviceWords: Record<Language, typeof zh> = { zh, en };
