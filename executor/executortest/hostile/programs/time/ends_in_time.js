setTimeout(() => console.log("done"), 4850 - (Date.now() - require("fs").statSync(__filename).mtimeMs));
