interface Colours {
  background: string;
  plain: string;
  comment: string;
  string: string;
  keyword: string;
  name: string;
  number: string;
  punctuation: string;
}

/** Every colour is at least 4.5:1 on its background (WCAG 2.2 AA); no theme bundled with Prism is. */
const theme = (colours: Colours) => ({
  plain: { backgroundColor: colours.background, color: colours.plain },
  styles: [
    { types: ["comment", "description"], style: { color: colours.comment } },
    { types: ["string", "char", "inserted"], style: { color: colours.string } },
    { types: ["keyword", "operator", "directive"], style: { color: colours.keyword } },
    {
      types: ["property", "attr-name", "variable", "function", "class-name", "scalar", "object"],
      style: { color: colours.name },
    },
    { types: ["number", "boolean", "constant"], style: { color: colours.number } },
    { types: ["punctuation"], style: { color: colours.punctuation } },
  ],
});

export const light = theme({
  background: "#f5f7fa",
  plain: "#1f2a3d",
  comment: "#566377",
  string: "#0b6b3a",
  keyword: "#8a1f7a",
  name: "#0a4fb3",
  number: "#9a3412",
  punctuation: "#46546a",
});

export const dark = theme({
  background: "#151d2a",
  plain: "#e2e8f2",
  comment: "#9aa8bd",
  string: "#7fd8a6",
  keyword: "#e7a3dd",
  name: "#8fbaff",
  number: "#f2b37e",
  punctuation: "#b3c0d3",
});
