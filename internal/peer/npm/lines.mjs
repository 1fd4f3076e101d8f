// What both libraries share: the lines that package peer describes.
import readline from "node:readline";

export const items = 200;
export const coil = (i) => i % 3 === 0;
export const discrete = (i) => i % 5 === 0;
export const holding = (i) => (i * 257) & 0xffff;
export const input = (i) => 65535 - i;

// clientLines answers each line of standard input by what ask(function, address, rest) returns: the
// values, or throws: { exception } or any error. One line after the other.
export async function clientLines(ask, pipeline) {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const [word, ...rest] = line.split(" ");
    try {
      const values = word === "pipeline" ? await pipeline(Number(rest[0])) : await ask(Number(word), Number(rest[0]), rest.slice(1).map(Number));
      console.log(["ok", ...values.map(Number)].join(" "));
    } catch (e) {
      console.log(e.exception ? `exception ${e.exception}` : `error ${e.message ?? e}`.replaceAll("\n", " "));
    }
  }
  process.exit(0);
}

// listening says where the server is and ends the program when whoever started it is gone.
export function listening(port) {
  console.log(`listening ${port}`);
  process.stdin.on("end", () => process.exit(0)).resume();
}

// all reads n registers by one(address), all requests under way at once.
export const all = (n, one) => Promise.all(Array.from({ length: n }, (_, i) => one(i))).then((got) => got.flat());
