// Runs one of the examples, built: `npm run example -- verify-an-invoice`. Without a name it says which there are.
import { existsSync, readdirSync } from "node:fs";

const place = (path) => new URL(path, import.meta.url);
const stories = readdirSync(place("."), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(place(`${entry.name}/main.ts`)))
  .map(({ name }) => name);
const [name, ...rest] = process.argv.slice(2);

if (!name || !stories.includes(name)) {
  console.error(
    `请选择一个示例 / Choose an example:\n\n${stories.map((story) => `  npm run example -- ${story}`).join("\n")}\n`,
  );
  process.exit(name ? 1 : 0);
}
const built = place(`dist/${name}/main.js`);
if (!existsSync(built)) {
  console.error("示例尚未构建 / The examples are not built yet: npm run build");
  process.exit(1);
}
process.argv = [process.argv[0], built.pathname, ...rest];
await import(built.href);
