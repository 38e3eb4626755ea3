import { useHistory } from "@docusaurus/router";
import Translate, { translate } from "@docusaurus/Translate";
import useDocusaurusContext from "@docusaurus/useDocusaurusContext";
import Layout from "@theme/Layout";
import { type JSX, useEffect, useRef, useState } from "react";
import { completeSignIn, signInBegan } from "./sign-in.ts";

/** The OAuth callback. The token must land in the bundle of the language the reader came from, hence the hop. */
export default function SignedIn(): JSX.Element {
  const history = useHistory();
  const { currentLocale, defaultLocale } = useDocusaurusContext().i18n;
  const [failure, setFailure] = useState<string>();
  const [origin, setOrigin] = useState("/");
  const started = useRef(false);

  useEffect(() => {
    if (started.current) return;
    started.current = true;
    const came = signInBegan();
    if (came) setOrigin(came);
    const [, first = ""] = (came ?? "").split("/");
    if (currentLocale === defaultLocale && first === "en") {
      location.replace(`/en/signed-in${location.search}`);
      return;
    }
    completeSignIn(new URL(location.href)).then(
      (returnTo) => history.replace(returnTo),
      (error: Error & { error_description?: string }) => setFailure(error.error_description ?? error.message),
    );
  }, [history, currentLocale, defaultLocale]);

  return (
    <Layout title={translate({ id: "signedIn.title", message: "登录" })} noFooter>
      <main className="container margin-vert--xl" aria-live="polite">
        {failure ? (
          <>
            <h1>
              <Translate id="signedIn.failed">登录没有完成</Translate>
            </h1>
            <p>
              <code>{failure}</code>
            </p>
            <a className="button button--primary" href={origin}>
              <Translate id="signedIn.back">回到刚才的页面</Translate>
            </a>
          </>
        ) : (
          <h1>
            <Translate id="signedIn.working">正在完成登录…</Translate>
          </h1>
        )}
      </main>
    </Layout>
  );
}
