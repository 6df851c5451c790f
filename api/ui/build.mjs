// Builds the page from src into the folder given, or else into dist. The same
// sources and lock file give the same bytes on every machine, so what is
// committed can be checked by building it again.

import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { build } from "esbuild";

const out = process.argv[2] ?? "dist";

const packages = new Set(); // folders of those that the page has parts of

/** bundle returns one entry point with all it imports, as small as it gets. */
async function bundle(entry, format) {
  const result = await build({
    entryPoints: [`src/${entry}`],
    bundle: true,
    minify: true,
    write: false,
    format,
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
    metafile: true,
  });
  for (const input of Object.keys(result.metafile.inputs)) {
    const folder = /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input);
    if (folder) packages.add(folder[0]);
  }
  return result.outputFiles[0].contents;
}

/** place writes an asset under a name that changes with its content. */
async function place(name, extension, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 12);
  const path = `assets/${name}-${hash}.${extension}`;
  await writeFile(`${out}/${path}`, content);
  return path;
}

/** licences returns the notices that must go with the packages. */
async function licences() {
  const texts = await Promise.all([...packages].sort().map(async (folder) => {
    const { name, version } = JSON.parse(await readFile(`${folder}/package.json`, "utf8"));
    return `${name} ${version}\n\n${await readFile(`${folder}/LICENSE`, "utf8")}`;
  }));
  return texts.join(`\n${"-".repeat(72)}\n\n`);
}

await rm(out, { recursive: true, force: true });
await mkdir(`${out}/assets`, { recursive: true });
const assets = {
  app: await place("app", "js", await bundle("main.ts", "esm")),
  early: await place("early", "js", await bundle("early.ts", "iife")),
  style: await place("style", "css", await bundle("style/page.css")),
  icon: await place("icon", "svg", await readFile("src/icon.svg")),
};
assets.licences = await place("licences", "txt", await licences());
const html = await readFile("src/index.html", "utf8");
await writeFile(`${out}/index.html`, html.replace(/\{\{(\w+)\}\}/g, (_, name) => assets[name]));
