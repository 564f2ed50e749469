// Builds the explorer into dist/, where build.rs looks for it: one page, one script and one style sheet, whose names change with what is
// in them.

import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";

const here = import.meta.dirname;
const folder = join(here, "dist");

for (const name of readdirSync(folder).filter((name) => name !== ".gitignore")) {
    rmSync(join(folder, name), { recursive: true });
}
const { metafile } = await build({
    entryPoints: [join(here, "main.js")],
    entryNames: "explorer-[hash]",
    outdir: folder,
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    define: { "process.env.NODE_ENV": '"production"' },
    loader: { ".graphql": "text" },
    metafile: true,
    logLevel: "warning",
});
const sizes = Object.entries(metafile.outputs).map(([path, { bytes }]) => [basename(path), bytes]);
const named = (ending) => sizes.map(([name]) => name).find((name) => name.endsWith(ending));
const page = readFileSync(join(here, "index.html"), "utf8");
// The page comes last: without it nothing is embedded.
writeFileSync(join(folder, "index.html"), page.replace("{style}", named(".css")).replace("{script}", named(".js")));
for (const [name, bytes] of sizes) {
    console.log(`${name}: ${Math.round(bytes / 1024)} KiB`);
}
