const zlib = require("zlib");

const part = zlib.gzipSync(Buffer.alloc(4 << 20));
const held = Buffer.alloc(150 << 20, 1);
zlib.gunzipSync(Buffer.concat(Array(64).fill(part)));
