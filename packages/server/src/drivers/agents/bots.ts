import { isbot } from "isbot";

/** Programs that people use to send events themselves. isbot counts them as bots; for an API they are its users. */
const HTTP_CLIENT =
  /^(?:curl|wget|httpie|node|undici|axios|got|deno|bun|okhttp|python|aiohttp|go-http-client|java|apache-httpclient|postman|insomnia|ruby|faraday|guzzle|php|dart|reqwest|libwww|umami)/i;

/**
 * Browsers that people read with and isbot takes for bots, since they do without `Mozilla` or because of a word in their
 * name: small ones, phones with keys, and the app of Feedly, whose fetcher has no engine.
 */
const BROWSER_OF_PEOPLE = [
  /^(?:Mozilla\/4\.0 \(compatible; )?(?:Dillo|NetSurf|Konqueror|Ladybird)\b/,
  /^Nokia[\w-]+\/\d/,
  /^Mozilla\/5\.0 \([^()]*\) AppleWebKit\/.* Feedly\/\d/,
];

/** Whether a User-Agent declares a crawler, a monitor or a headless browser. An empty one declares nothing. */
export function isDeclaredBot(userAgent: string): boolean {
  return userAgent !== "" && isBotByName(userAgent) && !HTTP_CLIENT.test(userAgent);
}

/** Whether a User-Agent is anything but a person's browser: in an access log curl is no reader of pages. */
export function isProgram(userAgent: string): boolean {
  return isBotByName(userAgent) || HTTP_CLIENT.test(userAgent);
}

function isBotByName(userAgent: string): boolean {
  return isbot(userAgent) && !BROWSER_OF_PEOPLE.some((browser) => browser.test(userAgent));
}
