// modbus-serial as client and as server.
import ModbusRTU from "modbus-serial";
import { all, clientLines, coil, discrete, holding, input, items, listening } from "./lines.mjs";

async function client(port, unit, framing) {
  const c = new ModbusRTU();
  // connectTcpRTUBuffered would send Modbus TCP headers; the "telnet" port passes RTU frames on as they are.
  if (framing === "tunnel") await c.connectTelnet("127.0.0.1", { port });
  else await c.connectTCP("127.0.0.1", { port });
  c.setID(unit);
  c.setTimeout(20000);
  const reads = { 1: "readCoils", 2: "readDiscreteInputs", 3: "readHoldingRegisters", 4: "readInputRegisters" };
  const ask = async (fc, at, rest) => {
    try {
      if (reads[fc]) return (await c[reads[fc]](at, rest[0])).data.slice(0, rest[0]);
      if (fc === 5) await c.writeCoil(at, rest[0] !== 0);
      else if (fc === 6) await c.writeRegister(at, rest[0]);
      else if (fc === 15) await c.writeCoils(at, rest.map((v) => v !== 0));
      else if (fc === 16) await c.writeRegisters(at, rest);
      else if (fc === 22) await c.maskWriteRegister(at, rest[0], rest[1]);
      else throw new Error("no such function here");
      return [];
    } catch (e) {
      throw e.modbusCode ? { exception: e.modbusCode } : e;
    }
  };
  await clientLines(ask, (n) => all(n, (i) => ask(3, i, [1])));
}

function server() {
  const bank = [coil, discrete, holding, input].map((value) => Array.from({ length: items }, (_, i) => value(i)));
  const at = (table, i) => {
    if (i >= items) throw { modbusErrorCode: 2 };
    return bank[table][i];
  };
  const put = (table, i, value) => {
    at(table, i);
    bank[table][i] = value;
  };
  const tcp = new ModbusRTU.ServerTCP(
    {
      getCoil: async (i) => at(0, i),
      getDiscreteInput: async (i) => at(1, i),
      getHoldingRegister: async (i) => at(2, i),
      getInputRegister: async (i) => at(3, i),
      setCoil: async (i, value) => put(0, i, value),
      setRegister: async (i, value) => put(2, i, value),
    },
    { host: "127.0.0.1", port: "0", unitID: 1 }, // a number 0 would mean 502
  );
  tcp.on("initialized", () => listening(tcp._server.address().port));
}

if (process.argv[2] === "client") await client(Number(process.argv[3]), Number(process.argv[4]), process.argv[5]);
else server();
