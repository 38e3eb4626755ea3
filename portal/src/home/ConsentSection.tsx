import Link from "@docusaurus/Link";
import Translate from "@docusaurus/Translate";
import type { CSSProperties, JSX, ReactNode } from "react";
import styles from "./home.module.css";

const Yes = ({ children }: { children: ReactNode }) => (
  <li>
    <svg className={styles.yes} viewBox="0 0 16 16" aria-hidden="true">
      <path d="M6.5 11.2 3.3 8 2.2 9.1l4.3 4.3L13.8 6 12.7 4.9z" />
    </svg>
    {children}
  </li>
);

const No = ({ children }: { children: ReactNode }) => (
  <li>
    <svg className={styles.no} viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="6" />
      <path d="m4 12 8-8" />
    </svg>
    {children}
  </li>
);

/** What a taxpayer is asked, shown as the consent page states it. */
export function ConsentSection(): JSX.Element {
  return (
    <section className={styles.consent} aria-labelledby="consent">
      <div className={styles.consentInner}>
        <div>
          <h2 id="consent">
            <Translate id="home.consent.heading">授权，说人话</Translate>
          </h2>
          <p>
            <Translate id="home.consent.text">
              过去，不少软件要走登录密码和短信验证码，以企业的名义进电子税务局。这里不用：应用只拿到一张范围明确、绑定自己密钥、会过期的令牌。看不到的，就是看不到——由图中每个字段自己把关。
            </Translate>
          </p>
          <Link className={styles.textLink} to="/docs/concepts/consent">
            <Translate id="home.consent.link">授权的来龙去脉</Translate>
          </Link>
        </div>
        <figure className={styles.sheet}>
          <figcaption>
            <span
              className={styles.glyph}
              style={{ "--hue": 214 } as CSSProperties}
              aria-hidden="true"
              lang="zh-CN"
            >
              账
            </span>
            <span>
              <strong lang="zh-CN">账易记账</strong>
              <span>
                <Translate id="home.consent.asks">请求为“样例制造（杭州）有限公司”代理记账</Translate>
              </span>
            </span>
          </figcaption>
          <div className={styles.sheetColumns}>
            <div>
              <p>
                <Translate id="home.consent.yes">你同意后，它能</Translate>
              </p>
              <ul>
                <Yes>
                  <Translate id="home.consent.yes.invoices">查询发票（销项、进项）</Translate>
                </Yes>
                <Yes>
                  <Translate id="home.consent.yes.taxpayer">读取企业登记信息</Translate>
                </Yes>
              </ul>
            </div>
            <div>
              <p>
                <Translate id="home.consent.no">它看不到</Translate>
              </p>
              <ul>
                <No>
                  <Translate id="home.consent.no.bank">银行账户与缴款记录</Translate>
                </No>
                <No>
                  <Translate id="home.consent.no.income">个人所得税明细</Translate>
                </No>
              </ul>
            </div>
          </div>
          <p className={styles.sheetFoot}>
            <Translate id="home.consent.foot">
              样例。所属期由应用写明，有效期由你选定，随时可以撤回。
            </Translate>
          </p>
        </figure>
      </div>
    </section>
  );
}
