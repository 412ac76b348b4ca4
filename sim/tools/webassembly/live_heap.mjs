// Runs sim/world/live_heap.py on MicroPython's WebAssembly port.
//
// node live_heap.mjs MICROPYTHON.mjs HEAP_BYTES KIND FILE PROJECT FLASH -> lines of `STEP BYTES`
//
// FLASH: the folder of the board's compiled modules. The port does not see the files of the PC:
// what may be imported is copied to its own.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [micropython, heapBytes, kind, file, project, flash] = process.argv.slice(2);
const MODULE = /\.(py|mpy)$/;

const { loadMicroPython } = await import(pathToFileURL(micropython));
const port = await loadMicroPython({
  heapsize: Number(heapBytes),
  linebuffer: true,
  stdout: (line) => console.log(line),
});

function copy(from, to) {
  port.FS.mkdirTree(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), `${to}/${entry.name}`];
    if (entry.isDirectory()) {
      copy(source, target);
    } else if (MODULE.test(entry.name)) {
      port.FS.writeFile(target, readFileSync(source));
    }
  }
}

copy(flash, "/flash");
copy(join(project, "sim", "mcu"), "/pc/sim/mcu");
copy(join(project, "sim", "runs"), "/pc/sim/runs");
copy(join(project, "sim", "world"), "/pc/sim/world");
port.FS.writeFile("/argument", readFileSync(file));
port.runPython(`
import sys
sys.path[:0] = ["/flash", "/pc", "/pc/sim/mcu", "/pc/sim/runs/memory"]
from live_heap import advance, begin, live
`);
const [begin, advance, live] = ["begin", "advance", "live"].map((name) => port.globals.get(name));

// This port collects garbage when a call returns to here, where its stack holds nothing.
begin(kind, "/argument", "/data");
for (let step = advance(); step; step = advance()) {
  console.log(step, live());
}
