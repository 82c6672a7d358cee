import type { Content } from "./doors.ts";

/** A transparent GIF of one pixel, the reply to a counting image. */
export const PIXEL: Content = {
  type: "image/gif",
  bytes: Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==", "base64"),
};

export const textContent = (text: string): Content => ({
  type: "text/plain; charset=utf-8",
  bytes: Buffer.from(text),
});
