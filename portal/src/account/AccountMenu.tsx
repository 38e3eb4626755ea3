import Link from "@docusaurus/Link";
import { useLocation } from "@docusaurus/router";
import Translate, { translate } from "@docusaurus/Translate";
import { type JSX, useEffect, useId, useRef, useState } from "react";
import { chooseEnvironment } from "../platform/environment.ts";
import { type EnvironmentName, type RuntimeConfig, runtimeConfig } from "../platform/runtime-config.ts";
import { signOut } from "../platform/session.ts";
import { signIn } from "../platform/sign-in.ts";
import { useAccount } from "../platform/use-session.ts";
import { environmentName, roleName } from "../platform/words.ts";
import styles from "./account.module.css";
import { useWho } from "./use-who.ts";

const ENVIRONMENTS: readonly EnvironmentName[] = ["production", "sandbox"];

/** Who is signed in, for whom, and where: the last thing in the bar of every page. */
export function AccountMenu(): JSX.Element {
  const { environment, signedIn } = useAccount();
  const session = typeof signedIn === "object" ? signedIn : undefined;
  const who = useWho(session);
  const [open, setOpen] = useState(false);
  const [failed, setFailed] = useState(false);
  const [config, setConfig] = useState<RuntimeConfig>();
  const place = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const panel = useId();
  const { pathname } = useLocation();

  useEffect(() => {
    if (pathname) setOpen(false);
  }, [pathname]);
  useEffect(() => {
    if (!open) return;
    runtimeConfig().then(setConfig, () => undefined);
    const outside = ({ target }: Event) => place.current?.contains(target as Node) || setOpen(false);
    const leave = ({ key }: KeyboardEvent) => {
      if (key !== "Escape") return;
      setOpen(false);
      button.current?.focus();
    };
    document.addEventListener("pointerdown", outside);
    document.addEventListener("focusin", outside);
    document.addEventListener("keydown", leave);
    return () => {
      document.removeEventListener("pointerdown", outside);
      document.removeEventListener("focusin", outside);
      document.removeEventListener("keydown", leave);
    };
  }, [open]);

  const enter = () => {
    if (!environment) return;
    setFailed(false);
    signIn({ environment, returnTo: location.pathname + location.search }).catch(() => setFailed(true));
  };
  const name = who?.personName ?? "";

  return (
    <div className={styles.account} ref={place}>
      <button
        ref={button}
        type="button"
        className={styles.button}
        aria-expanded={open}
        aria-controls={panel}
        onClick={() => setOpen(!open)}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true" className={styles.icon} data-signed-in={!!session}>
          <path d="M12 12.2a4.1 4.1 0 1 0 0-8.2 4.1 4.1 0 0 0 0 8.2Zm0 1.8c-3.9 0-7.5 2-7.5 4.7V20h15v-1.3c0-2.7-3.6-4.7-7.5-4.7Z" />
        </svg>
        <span className={styles.unseen}>
          <Translate id="account.menu">账户</Translate>
        </span>
        <span className={styles.label}>
          {session ? (
            name || <Translate id="account.signedIn">已登录</Translate>
          ) : (
            <Translate id="account.signIn">登录</Translate>
          )}
        </span>
      </button>
      <section
        id={panel}
        className={styles.panel}
        hidden={!open}
        aria-label={translate({ id: "account.menu", message: "账户" })}
      >
        {session ? (
          <div className={styles.who}>
            <strong>{name || <Translate id="account.signedIn">已登录</Translate>}</strong>
            {who && (
              <>
                <span>
                  {roleName(who.role)}
                  {who.role && " · "}
                  {who.taxpayerName}
                </span>
                <span className={styles.tin}>{who.tin}</span>
              </>
            )}
          </div>
        ) : (
          <p className={styles.hint}>
            <Translate id="account.hint">登录后可查看和撤回给应用的授权，看到谁读过您的数据。</Translate>
          </p>
        )}
        <fieldset className={styles.environments}>
          <legend>
            <Translate id="account.environment">环境</Translate>
          </legend>
          {ENVIRONMENTS.map((one) => (
            <label key={one} className={styles.environment}>
              <input
                type="radio"
                name={panel}
                checked={environment === one}
                onChange={() => chooseEnvironment(one)}
              />
              <span>{environmentName(one)}</span>
            </label>
          ))}
        </fieldset>
        <ul className={styles.links}>
          <li>
            <Link to="/my-consents">
              <Translate id="account.myConsents">我的授权</Translate>
            </Link>
          </li>
          <li>
            <Link to="/console/consents">
              <Translate id="account.consentsToApp">谁授权了我的应用</Translate>
            </Link>
          </li>
          {config && environment && (
            <li>
              <a href={`${config.environments[environment].issuer}/account`}>
                <Translate id="account.security">账号与通行密钥</Translate>
              </a>
            </li>
          )}
        </ul>
        {failed && (
          <p className={styles.failure} role="alert">
            <Translate id="account.failed">没有连上登录服务，请稍后再试。</Translate>
          </p>
        )}
        {session && environment ? (
          <button type="button" className={styles.quiet} onClick={() => void signOut(environment)}>
            <Translate id="account.signOut">退出登录</Translate>
          </button>
        ) : (
          <button type="button" className={styles.primary} onClick={enter} disabled={!environment}>
            {environment === "sandbox" ? (
              <Translate id="account.signInSandbox">以样例人员登录沙箱</Translate>
            ) : (
              <Translate id="account.signInProduction">登录生产环境</Translate>
            )}
          </button>
        )}
      </section>
    </div>
  );
}
