import { EventEmitter } from "node:events";
import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import type { RedisClient } from "./client.ts";
import { Subscriber } from "./subscriber.ts";

/** A ready connection that notes its commands and when they overlap. */
class NotingClient extends EventEmitter {
  readonly isReady = true;
  readonly commands: string[] = [];
  overlaps = 0;
  #underWay = 0;

  async connect(): Promise<void> {}
  subscribe = () => this.#perform("subscribe");
  unsubscribe = () => this.#perform("unsubscribe");

  async #perform(command: string): Promise<void> {
    this.commands.push(command);
    if (this.#underWay > 0) this.overlaps += 1;
    this.#underWay += 1;
    await setImmediate();
    this.#underWay -= 1;
  }
}

it("sends one command at a time: between two subscriptions of a channel an end would leave the second deaf", async () => {
  const client = new NotingClient();
  const subscriber = new Subscriber(client as unknown as RedisClient, 1000);
  const goes = subscriber.subscribe("channel", () => {}).then((end) => end());
  await Promise.all([goes, subscriber.subscribe("channel", () => {})]);
  await expect.poll(() => client.commands).toEqual(["subscribe", "subscribe", "unsubscribe"]);
  expect(client.overlaps).toBe(0);
});
