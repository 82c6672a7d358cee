/** Words by which what fetches pages of its own accord names itself. */
const CRAWLER =
  /bot\b|bot[/_-]|crawl|spider|slurp|externalhit|externalagent|preview|monitor|lighthouse|headless/i;

/**
 * Whether a declared bot is a crawler, and not a program that reports events of people through an API. Crawlers that run
 * the scripts of pages call themselves browsers before they give their name; programs that send events do not.
 */
export function isCrawler(botAgent: string): boolean {
  return botAgent.startsWith("Mozilla/") || CRAWLER.test(botAgent);
}
