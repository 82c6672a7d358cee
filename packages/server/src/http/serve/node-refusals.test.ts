import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { expect, it } from "vitest";
import { readAsItComes, refuseByNode } from "./node-refusals.ts";

const tooLate = Object.assign(new Error("too late"), { code: "ERR_HTTP_REQUEST_TIMEOUT" });

it("leaves a streamed request to its reader, also when the one before it on the connection ends later", () => {
  const socket = new Socket();
  const endFirst = readAsItComes(new IncomingMessage(socket));
  const endSecond = readAsItComes(new IncomingMessage(socket));
  endFirst();
  refuseByNode(tooLate, socket);
  expect(socket.destroyed).toBe(false);
  endSecond();
  socket.on("error", () => {});
  refuseByNode(tooLate, socket);
  expect(socket.destroyed).toBe(true);
});
