/** Words that programs which fetch pages on their own use in their names. */
const CRAWLER =
  /bot\b|bot[/_-]|crawl|spider|slurp|externalhit|externalagent|preview|monitor|lighthouse|headless/i;

/**
 * Returns whether a declared bot is a crawler, as opposed to a program that reports people's events through an API.
 * Crawlers that run the scripts of pages call themselves browsers before they give their name; programs that send
 * events do not.
 */
export function isCrawler(botAgent: string): boolean {
  return botAgent.startsWith("Mozilla/") || CRAWLER.test(botAgent);
}
