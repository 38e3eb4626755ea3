import type { LoadContext, Plugin } from "@docusaurus/types";

/** All style sheets but the explorer's, which stay in the chunk of the page that asks for them. */
const GLOBAL = /^(?!.*[\\/](?:node_modules[\\/](?:monaco-editor|graphiql|@graphiql)|src[\\/]explorer)[\\/])/;

/** The OAuth callback as an exact route, the buyer's page with all that lies below it, and the bundler settings the explorer needs. */
export default function portalRoutes(context: LoadContext): Plugin {
  return {
    name: "portal-routes",
    contentLoaded({ actions }) {
      actions.addRoute({
        path: `${context.baseUrl}signed-in`,
        component: "@site/src/platform/SignedIn.tsx",
        exact: true,
      });
      // `/i/<token>`: the server answers with this page whatever the token.
      actions.addRoute({
        path: `${context.baseUrl}i`,
        component: "@site/src/buyer/BuyerPage.tsx",
        exact: false,
      });
    },
    // Docusaurus puts all CSS into one styles.css; Monaco and GraphiQL would make it 20 times as heavy on every page.
    configureWebpack: (_config, isServer) =>
      ({
        resolve: { fallback: { "graphql-ws": false } },
        // The first is Monaco's loader, the second a selector of GraphiQL's that postcss leaves as it is.
        ignoreWarnings: [/require function is used in a way/, /postcss-is-pseudo-class/],
        ...(isServer
          ? {}
          : {
              optimization: {
                splitChunks: {
                  cacheGroups: {
                    styles: {
                      name: "styles",
                      type: "css/mini-extract",
                      chunks: "all",
                      enforce: true,
                      priority: 50,
                      test: GLOBAL,
                    },
                  },
                },
              },
            }),
      }) as ReturnType<NonNullable<Plugin["configureWebpack"]>>,
  };
}
