import type { Config } from "./config.ts";
import { pathsOf } from "./environment.ts";

/** What a newcomer reads once everything runs: where things are, a first query to paste, how to sign in. */
export function welcome(config: Config, milliseconds: number): string {
  const seconds = (milliseconds / 1000).toFixed(1);
  if (config.subgraph)
    return `The subgraph ${config.subgraph} is ready after ${seconds} s on http://${config.host}:${config.port}`;
  const { portalOrigin: portal, sandboxOrigin } = config;
  const sandbox = sandboxOrigin + pathsOf("sandbox").graph;
  return `
  税务开放平台 · Tax Open Platform — ready after ${seconds} s

    Portal 门户         ${portal}/        (English: ${portal}/en/)
    Explorer 调试台     ${portal}/explorer
    Sandbox 沙箱        ${sandbox}
    Production 生产     ${portal}${pathsOf("production").graph}   (a simulated authority: synthetic taxpayers)

  A first call:

    curl -s ${sandbox} -H 'content-type: application/json' \\
      -d '{"query":"{ taxAuthority(code: \\"13301060000\\") { name level } }"}'

  Sign in: open the explorer, choose “以样例人员登录 · Sign in as a sample person” and pick a person; no password.
  Stop: Ctrl-C. Everything is kept in ${config.dataDir}.
`;
}
