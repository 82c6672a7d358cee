import { z } from "zod";

/** A text that every database stores identically: well-formed, and without NUL. */
export const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((value) => value.isWellFormed() && !/\p{Cc}/u.test(value), "must not have control characters");
export const email = z
  .email()
  .max(254)
  .transform((value) => value.toLowerCase());
export const password = z.string().max(1000);
export const token = z.string().min(1).max(200);
export const language = z.string().regex(/^[a-z]{2}$/, "must be a code of two letters");
export const integer = z.int();
