import "./monaco-workers.ts";
import { useColorMode } from "@docusaurus/theme-common";
import { useGraphiQL } from "@graphiql/react";
import { GraphiQL } from "graphiql";
import "graphiql/style.css";
import { type JSX, useEffect, useMemo } from "react";
import type { EnvironmentName } from "../platform/runtime-config.ts";
import type { SavedQuery } from "./examples.ts";
import { fetcherFor } from "./fetcher.ts";

interface Props {
  environment: EnvironmentName;
  /** What the editors hold at first; without it, what this tab held before. */
  initial?: Pick<SavedQuery, "document" | "variables">;
  /** A saved query to put into the editors; a new object each time a button is pressed. */
  chosen?: Pick<SavedQuery, "document" | "variables">;
}

const json = (variables: SavedQuery["variables"]) => (variables ? JSON.stringify(variables, null, 2) : "");

/** Must live inside GraphiQL, whose editors it fills. */
function Fill({ chosen }: Pick<Props, "chosen">): null {
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const variableEditor = useGraphiQL((state) => state.variableEditor);
  useEffect(() => {
    if (!chosen) return;
    queryEditor?.setValue(chosen.document);
    variableEditor?.setValue(json(chosen.variables));
    queryEditor?.focus();
  }, [chosen, queryEditor, variableEditor]);
  return null;
}

/** GraphiQL at one environment; loaded only here, with its style sheet. */
export default function Explorer({ environment, initial, chosen }: Props): JSX.Element {
  const { colorMode } = useColorMode();
  const fetcher = useMemo(() => fetcherFor(environment), [environment]);
  return (
    <GraphiQL
      key={environment}
      fetcher={fetcher}
      forcedTheme={colorMode}
      initialQuery={initial?.document}
      initialVariables={initial && json(initial.variables)}
      defaultEditorToolsVisibility="variables"
      isHeadersEditorEnabled={false}
      shouldPersistHeaders={false}
      storage={sessionStorage}
    >
      <GraphiQL.Logo>
        <span />
      </GraphiQL.Logo>
      <GraphiQL.Footer>
        <Fill chosen={chosen} />
      </GraphiQL.Footer>
    </GraphiQL>
  );
}
