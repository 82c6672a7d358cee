import { createHmac, timingSafeEqual } from "node:crypto";

/** Texts that are kept by somebody who may read them, but not change them. */
export interface Sealed<Content> {
  seal(content: Content): string;
  /** Returns null for a text that was not sealed here. */
  open(text: string): Content | null;
}

export function createSealed<Content extends object>(secret: string): Sealed<Content> {
  const sign = (text: string) => createHmac("sha256", secret).update(text).digest();
  return {
    seal(content) {
      const text = Buffer.from(JSON.stringify(content)).toString("base64url");
      return `${text}.${sign(text).toString("base64url")}`;
    },
    open(sealed) {
      const [text = "", signature = ""] = sealed.split(".");
      const [right, given] = [sign(text), Buffer.from(signature, "base64url")];
      if (given.length !== right.length || !timingSafeEqual(given, right)) return null;
      return JSON.parse(Buffer.from(text, "base64url").toString("utf8")) as Content;
    },
  };
}
