import type { Agent } from "../domain/event/facts.ts";

export interface Agents {
  readonly name: string;
  /**
   * Returns the browser, system and device class that a User-Agent declares; empty strings where unknown. Never throws.
   */
  parse(userAgent: string): Agent;
}
