import { expect, it } from "vitest";
import { isPlainKey } from "./is-plain-key.ts";

const NONE = { ctrl: false, alt: false, meta: false, altGraph: false };
const ALT = { ...NONE, alt: true };
const ALT_GR_ON_WINDOWS = { ...NONE, ctrl: true, alt: true, altGraph: true };
const ALT_GR_ON_LINUX = { ...NONE, altGraph: true };

it.each([
  { key: "d", held: NONE, isMac: false, isPlain: true, description: "nothing else" },
  { key: "[", held: ALT_GR_ON_WINDOWS, isMac: false, isPlain: true, description: "AltGr on Windows" },
  { key: "]", held: ALT_GR_ON_LINUX, isMac: false, isPlain: true, description: "AltGr on Linux" },
  { key: "[", held: ALT, isMac: true, isPlain: true, description: "Option on a Mac" },
  { key: "[", held: ALT, isMac: false, isPlain: false, description: "Alt elsewhere" },
  { key: "[", held: { ...NONE, meta: true }, isMac: true, isPlain: false, description: "Command: Back" },
  { key: "[", held: { ...ALT, meta: true }, isMac: true, isPlain: false, description: "Option and Command" },
  { key: "d", held: { ...NONE, ctrl: true }, isMac: false, isPlain: false, description: "Ctrl: a bookmark" },
  {
    key: "q",
    held: ALT_GR_ON_WINDOWS,
    isMac: false,
    isPlain: false,
    description: "Ctrl and Alt: a program's",
  },
])("takes $key with $description for a shortcut: $isPlain", ({ key, held, isMac, isPlain }) => {
  const { ctrl, alt, meta, altGraph } = held;
  const event = { key, ctrlKey: ctrl, altKey: alt, metaKey: meta, getModifierState: () => altGraph };
  expect(isPlainKey(event, { isMac })).toBe(isPlain);
});
