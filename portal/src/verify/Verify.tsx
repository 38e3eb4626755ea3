import { type JSX, useEffect, useRef, useState } from "react";
import { Failure } from "../components/Failure.tsx";
import ui from "../components/ui.module.css";
import { useEnvironment } from "../platform/environment.ts";
import { ask, GraphFailure } from "../platform/graph.ts";
import { EMPTY, type Form, type Request, requestOf } from "./asked.ts";
import { solveCaptcha } from "./captcha.ts";
import { Result } from "./Result.tsx";
import { VerifyForm } from "./VerifyForm.tsx";
import type { Verified } from "./verified.ts";
import { VERIFY_INVOICE } from "./verify.documents.ts";
import styles from "./verify.module.css";

/** The form, and what came of it. */
export function Verify(): JSX.Element {
  const environment = useEnvironment();
  const [form, setForm] = useState<Form>(EMPTY);
  const [progress, setProgress] = useState<number>();
  const [failure, setFailure] = useState<GraphFailure>();
  const [answer, setAnswer] = useState<{ request: Request; verified: Verified }>();
  const working = useRef<AbortController>(undefined);
  const result = useRef<HTMLDivElement>(null);
  useEffect(() => () => working.current?.abort(), []);
  useEffect(() => {
    if (answer) result.current?.focus();
  }, [answer]);
  if (!environment) return <div className={ui.skeleton} aria-busy="true" />;

  const verify = async () => {
    working.current?.abort();
    const controller = new AbortController();
    working.current = controller;
    setFailure(undefined);
    setAnswer(undefined);
    setProgress(0);
    try {
      const captchaToken = await solveCaptcha(environment, setProgress, controller);
      setProgress(1);
      const request = requestOf(form);
      const { verifyInvoice } = await ask<{ verifyInvoice: Verified }>({
        environment,
        document: VERIFY_INVOICE,
        anonymous: true,
        variables: { input: { ...request, captchaToken } },
        signal: controller.signal,
      });
      setAnswer({ request, verified: verifyInvoice });
    } catch (error) {
      if (controller.signal.aborted) return;
      setFailure(error instanceof GraphFailure ? error : new GraphFailure([]));
    } finally {
      if (working.current === controller) setProgress(undefined);
    }
  };

  return (
    <div className={styles.columns}>
      <VerifyForm
        form={form}
        progress={progress}
        failure={failure}
        onChange={setForm}
        onSubmit={() => void verify()}
        onCancel={() => {
          working.current?.abort();
          setProgress(undefined);
        }}
      />
      <div ref={result} tabIndex={-1} className={styles.result}>
        {failure && <Failure failure={failure} />}
        {answer && (
          <Result
            key={answer.verified.verifiedAt}
            request={answer.request}
            verified={answer.verified}
            environment={environment}
          />
        )}
      </div>
    </div>
  );
}
