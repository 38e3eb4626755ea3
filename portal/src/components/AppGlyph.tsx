import type { CSSProperties, JSX } from "react";
import { glyphOf } from "../consents/consent.ts";
import styles from "./AppGlyph.module.css";

/** An app's seal: the first character of its name. It needs no picture, and nobody can imitate another's logo. */
export function AppGlyph({ of }: { of: { appId: string; appName: string | null } }): JSX.Element {
  const { glyph, hue } = glyphOf(of);
  return (
    <span className={styles.glyph} style={{ "--hue": hue } as CSSProperties} aria-hidden="true">
      {glyph}
    </span>
  );
}
