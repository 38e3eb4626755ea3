import { expect, type Locator, type Page } from "@playwright/test";
import { signInAs } from "./consent-pages.ts";

/** What the page says in one of its languages. */
export interface Words {
  tag: "zh-CN" | "en";
  page: string;
  heading: string;
  signIn: string;
  proceed: string;
  account: string;
  signOut: string;
  app: string;
  details: string;
  withdraw: string;
  withdrawNow: string;
  notMe: string;
  suspendNow: string;
  active: string;
  suspended: string;
  withdrawn: string;
  agree: string;
  check: string;
  genuine: string;
  invoices: string;
}

export const zh: Words = {
  tag: "zh-CN",
  page: "/my-consents",
  heading: "我的授权",
  signIn: "用沙箱的样例人员试用",
  proceed: "继续",
  account: "账户",
  signOut: "退出登录",
  app: "账易记账",
  details: "详情与访问记录",
  withdraw: "撤回",
  withdrawNow: "确认撤回",
  notMe: "这不是我",
  suspendNow: "暂停授权并立案",
  active: "生效中",
  suspended: "已暂停",
  withdrawn: "已撤回",
  agree: "同意授权",
  check: "在浏览器里验证签名",
  genuine: "签名有效",
  invoices: "本纳税人的销项或进项发票",
};

export const en: Words = {
  tag: "en",
  page: "/en/my-consents",
  heading: "My consents",
  signIn: "Try it as a sample person of the sandbox",
  proceed: "Continue",
  account: "Account",
  signOut: "Sign out",
  app: "ZhangYi Bookkeeping",
  details: "Details and accesses",
  withdraw: "Withdraw",
  withdrawNow: "Withdraw now",
  notMe: "This was not me",
  suspendNow: "Suspend and open a case",
  active: "In force",
  suspended: "Suspended",
  withdrawn: "Withdrawn",
  agree: "Agree",
  check: "Check the signature in the browser",
  genuine: "Genuine",
  invoices: "The taxpayer's sales or purchase invoices",
};

/** From the page to the sandbox's sign-in and back; without `person` where the browser is signed in there already. */
export async function openMyConsents(page: Page, words: Words, person?: string): Promise<void> {
  await page.goto(words.page);
  await page.getByRole("button", { name: words.signIn }).click();
  if (person) await signInAs(page, person);
  await page.getByRole("button", { name: words.proceed, exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`${words.page}$`));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(words.heading);
  await expect(page.getByRole("button", { name: words.account })).toContainText("*");
}

/** The card of one consent. */
export const cardOf = (page: Page, consentId: string): Locator => page.locator(`article[id="${consentId}"]`);
