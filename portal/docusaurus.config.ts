import type * as Preset from "@docusaurus/preset-classic";
import type { Config } from "@docusaurus/types";
import portalRoutes from "./plugins/portal-routes.ts";
import quoteRegion from "./plugins/quote-region.ts";
import { dark, light } from "./src/prism-themes.ts";

/** Docusaurus loads this file once per language and says here which one. */
const locale = process.env.DOCUSAURUS_CURRENT_LOCALE === "en" ? "en" : "zh-CN";
const english = locale === "en";

const config: Config = {
  title: english ? "Tax Open Platform" : "税务开放平台",
  tagline: english ? "One graph for every tax service" : "一张图，连接全部税务服务",
  favicon: "img/mark.svg",
  url: "http://localhost:4000",
  baseUrl: "/",
  trailingSlash: false,
  onBrokenLinks: "throw",
  onBrokenAnchors: "throw",
  onDuplicateRoutes: "throw",
  future: { v4: true, faster: true, experimental_vcs: "disabled" },
  i18n: {
    defaultLocale: "zh-CN",
    locales: ["zh-CN", "en"],
    localeConfigs: {
      "zh-CN": { label: "简体中文", htmlLang: "zh-CN" },
      en: { label: "English", htmlLang: "en" },
    },
  },
  staticDirectories: ["static", "generated/static"],
  markdown: { format: "detect", hooks: { onBrokenMarkdownLinks: "throw", onBrokenMarkdownImages: "throw" } },
  presets: [
    [
      "classic",
      {
        docs: {
          path: `../docs/${locale}`,
          routeBasePath: "docs",
          sidebarPath: "./sidebars.ts",
          beforeDefaultRemarkPlugins: [quoteRegion],
        },
        blog: false,
        theme: { customCss: ["./src/css/tokens.css", "./src/css/site.css", "./src/css/reference.css"] },
        sitemap: { ignorePatterns: ["/signed-in", "/en/signed-in", "/i", "/en/i"] },
      } satisfies Preset.Options,
    ],
  ],
  plugins: [
    portalRoutes,
    [
      "@docusaurus/plugin-content-docs",
      {
        id: "reference",
        path: `generated/reference/${locale}`,
        routeBasePath: "docs/reference",
        sidebarPath: "./sidebars.reference.ts",
      },
    ],
  ],
  themes: [
    [
      "@easyops-cn/docusaurus-search-local",
      {
        hashed: true,
        language: ["en", "zh"],
        indexBlog: false,
        indexPages: false,
        docsDir: [`../docs/${locale}`, `generated/reference/${locale}`],
        docsRouteBasePath: ["docs", "docs/reference"],
        zhUserDict: [
          "数电发票",
          "开放平台",
          "应用广场",
          "纳税人识别号",
          "税务机关",
          "发票查验",
          "授权",
          "脱敏",
          "沙箱",
          "令牌",
        ]
          .map((word) => `${word} 10 n`)
          .join("\n"),
        searchBarShortcutHint: true,
        highlightSearchTermsOnTargetPage: false,
      },
    ],
  ],
  themeConfig: {
    colorMode: { respectPrefersColorScheme: true },
    metadata: [{ name: "color-scheme", content: "light dark" }],
    docs: { sidebar: { hideable: false, autoCollapseCategories: false } },
    navbar: {
      title: "税务开放平台",
      logo: { alt: "", src: "img/mark.svg", width: 32, height: 32 },
      items: [
        { type: "docSidebar", sidebarId: "guides", label: "文档", position: "left" },
        { to: "/docs/reference", label: "API 参考", position: "left", activeBasePath: "/docs/reference" },
        { to: "/explorer", label: "API 调试台", position: "left" },
        {
          type: "dropdown",
          label: "办税服务",
          position: "left",
          items: [
            { to: "/verify", label: "发票查验" },
            { to: "/lottery", label: "有奖发票" },
            { to: "/delegation", label: "代理关系" },
          ],
        },
        { to: "/my-consents", label: "我的授权", position: "left" },
        { type: "localeDropdown", position: "right" },
        { type: "custom-account", position: "right" },
      ],
    },
    prism: { theme: light, darkTheme: dark, additionalLanguages: ["graphql", "bash", "json"] },
  } satisfies Preset.ThemeConfig,
};

export default config;
