// jsmodbus as client and as server.
import net from "node:net";
import modbus from "jsmodbus";
import { all, clientLines, coil, discrete, holding, input, items, listening } from "./lines.mjs";

function client(port, unit) {
  const socket = net.connect(port, "127.0.0.1");
  const c = new modbus.client.TCP(socket, unit, 20000);
  const reads = { 1: "readCoils", 2: "readDiscreteInputs", 3: "readHoldingRegisters", 4: "readInputRegisters" };
  const ask = async (fc, at, rest) => {
    try {
      if (reads[fc]) return (await c[reads[fc]](at, rest[0])).response.body.valuesAsArray.slice(0, rest[0]);
      if (fc === 5) await c.writeSingleCoil(at, rest[0] !== 0);
      else if (fc === 6) await c.writeSingleRegister(at, rest[0]);
      else if (fc === 15) await c.writeMultipleCoils(at, rest.map((v) => v !== 0));
      else if (fc === 16) await c.writeMultipleRegisters(at, rest);
      else throw new Error("no such function here");
      return [];
    } catch (e) {
      throw e.err === "ModbusException" ? { exception: e.response.body.code } : e;
    }
  };
  socket.on("connect", () => clientLines(ask, (n) => all(n, (i) => ask(3, i, [1]))));
  socket.on("error", (e) => { console.error(e.message); process.exit(1); });
}

function server() {
  const bits = (value) => {
    const b = Buffer.alloc(items / 8);
    for (let i = 0; i < items; i++) if (value(i)) b[i >> 3] |= 1 << (i & 7);
    return b;
  };
  const regs = (value) => {
    const b = Buffer.alloc(items * 2);
    for (let i = 0; i < items; i++) b.writeUInt16BE(value(i), i * 2);
    return b;
  };
  const listener = net.createServer();
  new modbus.server.TCP(listener, { coils: bits(coil), discrete: bits(discrete), holding: regs(holding), input: regs(input) });
  listener.listen(0, "127.0.0.1", () => listening(listener.address().port));
}

if (process.argv[2] === "client") client(...process.argv.slice(3).map(Number));
else server();
