import Translate from "@docusaurus/Translate";
import { type JSX, type ReactNode, useState } from "react";
import type { EnvironmentName } from "../platform/runtime-config.ts";
import { signIn } from "../platform/sign-in.ts";
import ui from "./ui.module.css";

interface Props {
  environment: EnvironmentName;
  heading: ReactNode;
  children: ReactNode;
}

/** What a page for signed-in persons shows to everybody else: why to sign in, and both ways to. */
export function SignedOut({ environment, heading, children }: Props): JSX.Element {
  const [failed, setFailed] = useState(false);
  const enter = (to: EnvironmentName) => () => {
    setFailed(false);
    signIn({ environment: to, returnTo: location.pathname + location.search + location.hash }).catch(() =>
      setFailed(true),
    );
  };
  const production = (
    <button
      type="button"
      key="production"
      className={environment === "production" ? ui.primary : ui.quiet}
      onClick={enter("production")}
    >
      <Translate id="signedOut.production">登录生产环境</Translate>
    </button>
  );
  const sandbox = (
    <button
      type="button"
      key="sandbox"
      className={environment === "sandbox" ? ui.primary : ui.quiet}
      onClick={enter("sandbox")}
    >
      <Translate id="signedOut.sandbox">用沙箱的样例人员试用</Translate>
    </button>
  );
  return (
    <section className={ui.empty}>
      <h2>{heading}</h2>
      <p>{children}</p>
      <div className={ui.actions}>
        {environment === "production" ? [production, sandbox] : [sandbox, production]}
      </div>
      {failed && (
        <p role="alert">
          <Translate id="signedOut.failed">没有连上登录服务，请稍后再试。</Translate>
        </p>
      )}
    </section>
  );
}
