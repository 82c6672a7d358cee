/** Types that the library does not see; the first rule that fits counts. */
export const DEVICE_RULES: readonly (readonly [device: string, agents: RegExp])[] = [
  // An app's own requests say nothing of the device but its system.
  ["", /^Dalvik\//],
  ["headset", /OculusBrowser|PicoBrowser|\bVR Safari\//],
  ["console", /PlayStation|Nintendo|\bXbox\b/i],
  [
    "tv",
    /SMART-?TV|Android ?TV|Google ?TV|Apple ?TV|BRAVIA|HbbTV|CrKey\/|\bAFT[A-Z]{1,4}\d{0,3}\b|Web0S|NetCast|VIDAA|MiTV|MIBOX|Roku\//i,
  ],
  ["tablet", /\(Tablet; OpenHarmony/],
  ["desktop", /\((?:PC|2in1); OpenHarmony/],
  // The library takes everything of this maker for a phone.
  ["tablet", /Android [\d.]+; HUAWEI (?!.*\bMobile\b)/i],
];
