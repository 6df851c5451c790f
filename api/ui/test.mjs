// Runs the tests beside the modules, each *.test.js of src, in Node.

import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";

const tests = (await readdir("src", { recursive: true })).filter((name) => name.endsWith(".test.js"));
const out = await mkdtemp(join(tmpdir(), "livecode-page-"));
try {
  await build({
    entryPoints: tests.map((name) => `src/${name}`),
    bundle: true,
    format: "esm",
    platform: "node",
    outdir: out,
    outExtension: { ".js": ".mjs" },
    logLevel: "warning",
  });
  const files = (await readdir(out, { recursive: true })).filter((name) => name.endsWith(".mjs"));
  const { status } = spawnSync(process.execPath, ["--test", "--test-reporter=spec", ...files.map((name) => join(out, name))], { stdio: "inherit" });
  process.exitCode = status ?? 1;
} finally {
  await rm(out, { recursive: true, force: true });
}
