import { isbot } from "isbot";

/** Programs that people use to send events themselves. isbot counts them as bots; for an API they are its users. */
const HTTP_CLIENT =
  /^(?:curl|wget|httpie|node|undici|axios|got|deno|bun|okhttp|python|aiohttp|go-http-client|java|apache-httpclient|postman|insomnia|ruby|faraday|guzzle|php|dart|reqwest|libwww|umami)/i;

/** Whether a User-Agent declares a crawler, a monitor or a headless browser. An empty one declares nothing. */
export function isDeclaredBot(userAgent: string): boolean {
  return userAgent !== "" && isbot(userAgent) && !HTTP_CLIENT.test(userAgent);
}

/** Whether a User-Agent is anything but a person's browser: in an access log curl is no reader of pages. */
export function isProgram(userAgent: string): boolean {
  return isbot(userAgent) || HTTP_CLIENT.test(userAgent);
}
